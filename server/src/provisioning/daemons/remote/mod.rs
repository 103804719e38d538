//! A daemon that does jobs for a server on another machine: `burgrave provisioner start`. It speaks the
//! documented protocol and needs neither the server's database nor anything else of it.
//!
//! - `start`: from its configuration to its end. `daemon`: job after job.
//! - `dial`: the way to the server. `link`: the session, again and again, and the calls over it.
//! - `acquire`: it asks for a job. `acquired`: what it is told of one.
//! - `upstream`: the server, as the daemon of a job sees it. `results`: what it tells, as messages.
//!   `hand_in`: what goes before them.
//! - `left`: what jobs have made whose daemon ended in the middle of them.
//! - `health`: where it tells how it is.

mod acquire;
mod acquired;
mod daemon;
mod dial;
mod hand_in;
mod health;
mod left;
mod link;
mod results;
mod start;
mod upstream;

pub(crate) use start::{RemoteStop, start};

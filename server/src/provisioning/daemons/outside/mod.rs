//! Daemons on other machines. They act by the commands of [`crate::provisioning::work`], as those do that are
//! built in; what they say comes over the wire of the crate `burgrave-wire`.
//!
//! - `credential`: what a daemon shows. `connect`: what it may be, and its registration. `right`: what lets
//!   it stay.
//! - `fleet`: those that are connected to this process. `session`: one of them, from its first call to its
//!   last.
//! - `calls`: what each call does. `refused`: why one fails. `messages`, `results`: domain values as
//!   messages, and back.

mod calls;
mod connect;
mod credential;
mod fleet;
mod messages;
mod refused;
mod results;
mod right;
mod session;

pub(crate) use connect::{Asked, connect};
pub(crate) use credential::{DaemonCredential, NoCredential, Shown, credential};
pub(crate) use fleet::Fleet;
pub(crate) use session::serve;

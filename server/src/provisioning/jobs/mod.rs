//! Jobs of provisioner daemons, as people see them.
//!
//! - `list`, `get`, `view`: jobs with their places in the queue.
//! - `queue`: one more, unless too many wait.
//! - `tail`: a log as it grows, read once for all who follow it. `follow`: a WebSocket that does.

mod follow;
mod get;
mod list;
mod queue;
mod tail;
mod view;

pub(crate) use follow::follow;
pub(crate) use get::get;
pub(crate) use list::list;
pub(in crate::provisioning) use queue::{queue, room, room_in, room_of};
pub(crate) use tail::Tails;
pub(crate) use view::{JobView, Matched, competing, matching};

//! Jobs of provisioner daemons, as people see them.
//!
//! - `list`, `get`, `view`: jobs with their places in the queue.
//! - `queue`: one more, unless too many wait. `loads`: how much waits.
//! - `tail`: a log as it grows, read once for all who follow it.

mod get;
mod list;
mod loads;
mod queue;
mod tail;
mod view;

pub(crate) use get::get;
pub(crate) use list::list;
pub(crate) use loads::loads;
pub(in crate::provisioning) use queue::{queue, room, room_for, room_in, room_of, turn};
pub(crate) use tail::{Follower, Tails};
pub(crate) use view::{JobView, Matched, competing, matching};

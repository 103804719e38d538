//! What identity providers do to groups: one file an action. `follow` is what it means for the group of the default
//! organization, `leave` what a user's end means for the groups that list them.

mod change;
pub(crate) mod create;
pub(crate) mod delete;
mod follow;
pub(crate) mod get;
pub(super) mod leave;
pub(crate) mod list;
pub(crate) mod patch;
pub(crate) mod replace;
mod row;
mod view;

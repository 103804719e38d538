//! What identity providers do to groups, inside a transaction: one file an action. `members`: the list as
//! rows. `follow` is what it means for the group of the default organization, `leave` what a user's end means
//! for the groups that list them.

pub(super) mod change;
pub(super) mod create;
pub(super) mod delete;
mod follow;
pub(super) mod leave;
mod members;
pub(super) mod read;
mod view;

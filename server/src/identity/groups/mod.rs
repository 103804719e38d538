//! Groups of an organization's members: one file an action. `view` is how a caller sees a group.

mod create;
mod delete;
pub(crate) mod get;
pub(crate) mod list;
pub(crate) mod members;
mod update;
mod view;

pub(crate) use create::CreateGroup;
pub(crate) use delete::DeleteGroup;
pub(crate) use update::UpdateGroup;
pub(crate) use view::{GroupView, several};

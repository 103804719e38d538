//! Groups of an organization's members: one file an action. `view` is how a caller sees a group.

pub(crate) mod create;
pub(crate) mod delete;
pub(crate) mod get;
pub(crate) mod list;
pub(crate) mod members;
pub(crate) mod update;
mod view;

pub(crate) use view::GroupView;

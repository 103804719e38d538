//! Groups of an organization's members: one file an action. `view` is how a caller sees a group.

pub mod create;
pub mod delete;
pub mod get;
pub mod list;
pub mod members;
pub mod update;
mod view;

pub use view::GroupView;

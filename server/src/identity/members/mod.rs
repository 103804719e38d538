//! Who belongs to an organization: one file an action.

mod add;
pub(crate) mod candidates;
pub(crate) mod get;
pub(crate) mod list;
mod remove;

pub(crate) use add::{AddMember, may_add, may_give_defaults};
pub(crate) use remove::RemoveMember;

//! Who belongs to an organization: one file an action.

pub(crate) mod add;
pub(crate) mod candidates;
pub(crate) mod get;
pub(crate) mod list;
pub(crate) mod remove;

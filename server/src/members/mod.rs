//! Who belongs to an organization: one file an action.

pub mod add;
pub mod list;
pub mod remove;

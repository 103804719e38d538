//! Organizations: one file an action.

pub(crate) mod create;
pub(crate) mod delete;
pub(crate) mod get;
pub(crate) mod list;
pub(crate) mod sharing;
pub(crate) mod update;

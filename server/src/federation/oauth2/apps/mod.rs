//! Clients and their secrets, as owners keep them: one file an action.

pub(crate) mod create;
pub(crate) mod delete;
pub(crate) mod get;
pub(crate) mod rules;
pub(crate) mod secrets;
pub(crate) mod update;

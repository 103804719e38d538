//! Sessions and tokens as things that people manage: one file an action. `lifetimes` says how long they may
//! live.

pub(crate) mod create;
pub(crate) mod end;
pub(crate) mod get;
pub(crate) mod lifetimes;
pub(crate) mod list;

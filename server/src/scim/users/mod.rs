//! What identity providers do to people: one file an action. `account` is what follows for the account here.

mod account;
mod change;
pub(crate) mod create;
pub(crate) mod delete;
pub(crate) mod get;
pub(crate) mod list;
pub(crate) mod patch;
pub(crate) mod replace;
mod row;
mod view;

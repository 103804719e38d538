//! What identity providers do to people, inside a transaction: one file an action. `account` is what follows
//! for the account here, `older` the body that PATCH takes beside operations.

mod account;
pub(super) mod change;
pub(super) mod create;
pub(super) mod delete;
pub(super) mod older;
pub(super) mod read;
mod view;

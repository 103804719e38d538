//! Accounts of people: one file an action. `view` is an account with its organizations.

pub(crate) mod create;
pub(crate) mod first;
pub(crate) mod get;
mod view;

pub(crate) use view::UserView;

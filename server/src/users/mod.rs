//! Accounts of people: one file an action. `view` is an account with its organizations.

pub mod create;
pub mod first;
pub mod get;
mod view;

pub use view::UserView;

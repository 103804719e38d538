//! Sessions: one file an action.

pub mod authenticate;
pub mod login;
pub mod logout;
mod upkeep;

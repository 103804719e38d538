//! Sessions: one file an action.

pub(crate) mod authenticate;
pub(crate) mod login;
pub(crate) mod logout;
mod upkeep;

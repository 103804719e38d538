//! Sessions: one file an action. `upkeep` and `wake` are what using one writes down.

pub(crate) mod authenticate;
mod delete_ended;
mod devices;
mod fall_asleep;
pub(crate) mod login;
pub(crate) mod logout;
mod upkeep;
pub(crate) mod wake;

pub(crate) use delete_ended::delete_ended;
pub(crate) use fall_asleep::fall_asleep;

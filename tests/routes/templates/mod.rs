//! Templates, their versions as a whole, and their access lists.

mod access;
mod create;
mod daily_users;
mod delete;
mod explain;
mod list;
mod refused;
pub mod scene;
mod update;
mod versions;

//! Organizations: `routes/organizations/<verb>.rs`.

mod create;
mod delete;
mod get;
mod list;
pub mod sharing;
mod update;

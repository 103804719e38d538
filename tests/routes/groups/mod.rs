//! Groups: `routes/groups/<verb>.rs`.

mod create;
mod delete;
mod everyone;
mod get;
mod list;
mod members;
mod page;
mod scene;
mod update;
mod update_refused;

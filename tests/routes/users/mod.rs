//! Users: `routes/users/<verb>.rs`.

mod create;
mod delete;
mod first;
mod get;
mod list;
mod password;
mod personal;
mod profile;
mod refused;
mod status;

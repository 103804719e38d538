//! Users: `routes/users/<verb>.rs`.

mod create;
mod delete;
mod fields;
mod first;
mod get;
mod list;
mod owners;
mod password;
mod personal;
mod profile;
mod refused;
mod rights;
mod service_accounts;
mod status;

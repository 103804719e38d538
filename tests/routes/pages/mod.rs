//! Pages for people that belong to no app: `routes/pages/<page>.rs`.

pub mod browser;

mod account;
mod cli_auth;
mod front;
mod reference;
mod setup;
mod sign_out;

//! Pages for people that belong to no app: `routes/pages/<page>.rs`.

mod cli_auth;
mod front;

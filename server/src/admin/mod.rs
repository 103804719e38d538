//! What an operator does on the database itself, beside a server that may be running: for those who are
//! locked out.
//!
//! - `connection`: the open database, and what the commands share.
//! - `create_user`, `reset_password`, `grant_owner`, `forget_encryption_key`, `verify_audit`: one command each.

mod connection;
mod create_user;
mod forget_encryption_key;
mod grant_owner;
mod reset_password;
mod verify_audit;

pub(crate) use connection::{AdminConnection, AdminError};
pub(crate) use create_user::{NewAccount, create_user};
pub(crate) use forget_encryption_key::forget_encryption_key;
pub(crate) use grant_owner::grant_owner;
pub(crate) use reset_password::{Reset, reset_password};
pub(crate) use verify_audit::verify_audit;

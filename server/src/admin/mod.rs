//! What an operator does on the database itself, beside a server that may be running: for those who are locked out.
//!
//! - `office`: the open database, and what the commands share. The others: one
//!   command each.

mod create_user;
mod forget_encryption_key;
mod grant_owner;
mod office;
mod reset_password;

pub(crate) use create_user::{NewAccount, create_user};
pub(crate) use forget_encryption_key::forget_encryption_key;
pub(crate) use grant_owner::grant_owner;
pub(crate) use office::{Office, Refusal};
pub(crate) use reset_password::{Reset, reset_password};

//! What the actions share.
//!
//! - [`App`]: the store, the clock and other state of the process.
//! - [`Caller`]: who acts. [`ClientInfo`], [`AuditContext`]: from where and when.
//! - `beside`: what is read together with the caller.
//! - `find`: from what a caller wrote to a record.
//! - `command`: the one way in which stored data is changed, with its audit entry.
//! - `derived`: ids that are needed only in the middle of a transaction.
//! - `settings`, `lifetimes`: what the operator decided.
//! - `hashing`: password hashes, one at a time.

mod app;
mod caller;
pub(crate) mod command;
mod context;
pub(crate) mod derived;
pub(crate) mod find;
mod hashing;
mod lifetimes;
mod prefetch;
mod settings;

pub(crate) use app::{App, AppParts};
pub(crate) use caller::{Caller, standing};
pub(crate) use context::{AuditContext, ClientInfo};
pub(crate) use hashing::{Hashing, Lane};
pub(crate) use lifetimes::Lifetimes;
pub(crate) use prefetch::Prefetch;
pub(crate) use settings::{AppSettings, QueueLimits, USE_IS_NOTED_EVERY};

//! What the actions share.
//!
//! - [`App`]: the store, the clock and other state of the process.
//! - [`Caller`]: who acts. [`Recognized`]: whom a connection serves for long. [`ClientInfo`], [`AuditContext`]: from where and when.
//! - `beside`: what is read together with the caller.
//! - `find`: from what a caller wrote to a record.
//! - `command`: the one way in which stored data is changed, with its audit entry.
//! - [`Evaluations`]: what was told of templates, so that no transaction waits for it. [`Memo`]: what
//!   remembers.
//! - `entitled`: what the deployment may use, as it was worked out last.
//! - `notices`: what people are told of.
//! - `derived`: ids that are needed only in the middle of a transaction.
//! - `settings`, `lifetimes`: what the operator decided.
//! - `hashing`: password hashes, one at a time. `attempts`: those to send messages, counted. [`Turns`]: whose
//!   changes wait for each other.

mod app;
mod attempts;
mod caller;
pub(crate) mod command;
mod context;
pub(crate) mod derived;
mod entitled;
mod evaluations;
pub(crate) mod find;
mod hashing;
mod lifetimes;
mod memo;
pub(crate) mod notices;
mod prefetch;
mod recognized;
mod settings;
mod turns;

pub(crate) use app::{App, AppParts};
pub(crate) use attempts::{AttemptOutcome, Attempts};
pub(crate) use caller::{Caller, standing};
pub(crate) use context::{AuditContext, ClientInfo};
pub(crate) use evaluations::{EvaluatedTags, EvaluationKey, Evaluations, ReadProject};
pub(crate) use hashing::{Hashing, Lane};
pub(crate) use lifetimes::Lifetimes;
pub(crate) use memo::Memo;
pub(crate) use prefetch::Prefetch;
pub(crate) use recognized::{LOOK, Recognized};
pub(crate) use settings::{AppSettings, DeploymentSettings, QueueLimits, USE_IS_NOTED_EVERY};
pub(crate) use turns::{Beside, Turn, Turns};

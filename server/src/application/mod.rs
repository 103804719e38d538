//! What the actions share.
//!
//! - [`App`]: the store, the clock and whatever else one process has once.
//! - [`Caller`], [`Errand`]: who acts, from where and when.
//! - `objects`: records with their place among the permissions. `find`: from what a caller wrote to a record.
//! - `audit`: the entry that is committed with each change.
//! - `hashing`: password hashes, one at a time.

mod app;
pub mod audit;
mod caller;
mod errand;
pub mod find;
mod hashing;
pub mod objects;
mod settings;

pub use app::{App, AppParts};
pub use caller::Caller;
pub use errand::{Errand, Origin, Trail};
pub use hashing::Hashing;
pub use settings::{AppSettings, SESSION_LIFETIME, USE_IS_NOTED_EVERY};

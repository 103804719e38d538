//! SQLite and PostgreSQL behind one [`Store`]: the same queries, the same migrations, the same promises.
//!
//! - [`Store`]: open, `read` (a point read), `scan` (lists and searches, one snapshot), `write` (a
//!   transaction).
//! - `table`: how a table is declared. `tables`: one file a table; queries are methods of [`Reader`] and
//!   [`Tx`].
//! - `scim`: filters of SCIM as conditions of SQL.
//! - `protected`: what permissions look at in records. Changing a protected object takes the proof that it is
//!   allowed:
//!
//! ```
//! # use burgrave_core::authorization::{Authorized, Delete};
//! # use burgrave_store::{GroupRecord, StoreError, Tx};
//! async fn delete(tx: &Tx, group: &Authorized<Delete, GroupRecord>) -> Result<bool, StoreError> {
//!     tx.delete_group(group).await
//! }
//! ```
//!
//! Without the proof, or with that of another action, it doesn't compile:
//!
//! ```compile_fail
//! # use burgrave_core::authorization::{Authorized, Delete};
//! # use burgrave_store::{GroupRecord, StoreError, Tx};
//! async fn delete(tx: &Tx, group: &GroupRecord) -> Result<bool, StoreError> {
//!     tx.delete_group(group).await
//! }
//! ```
//!
//! ```compile_fail
//! # use burgrave_core::authorization::{Authorized, Update};
//! # use burgrave_store::{GroupRecord, StoreError, Tx};
//! async fn delete(tx: &Tx, group: &Authorized<Update, GroupRecord>) -> Result<bool, StoreError> {
//!     tx.delete_group(group).await
//! }
//! ```
//!
//! A proof comes only from a permission check, or from a reason for none:
//!
//! ```compile_fail
//! # use burgrave_core::authorization::{Authorized, Create};
//! # use burgrave_store::NewUser;
//! fn forge(new: NewUser) -> Authorized<Create, NewUser> {
//!     Authorized { thing: new, action: std::marker::PhantomData }
//! }
//! ```
//!
//! Data without a record of its own, such as the roles of a user, has a type for its parent:
//!
//! ```
//! # use burgrave_core::authorization::{Assign, Authorized};
//! # use burgrave_store::{SiteRoles, StoreError, Tx};
//! # use chrono::{DateTime, Utc};
//! async fn take_all(tx: &Tx, of: &Authorized<Assign, SiteRoles>, now: DateTime<Utc>) -> Result<bool,
//! StoreError> {
//!     tx.set_user_roles(of, &[], now).await
//! }
//! ```
//!
//! A daemon acts by the proof that it holds a job, which only taking the job or looking it up gives:
//!
//! ```compile_fail
//! # use burgrave_core::ids::ProvisionerDaemonId;
//! # use burgrave_store::{CurrentJob, JobRecord};
//! fn forge(job: JobRecord, worker: ProvisionerDaemonId) -> CurrentJob {
//!     CurrentJob { job, worker }
//! }
//! ```
//!
//! ```compile_fail
//! # use burgrave_store::{JobRecord, StoreError, Tx};
//! # use chrono::{DateTime, Utc};
//! async fn complete(tx: &Tx, job: &JobRecord, now: DateTime<Utc>) -> Result<bool, StoreError> {
//!     tx.complete_job(job, now).await
//! }
//! ```
//!
//! - `engine`: how each database does it. Nothing outside knows which one it is.
//! - [`backup`], [`restore`]: an SQLite data folder as one file, and back.
//! - `copy`: a whole database in one of the other engine. `schema`: the steps that a database still needs.

mod change;
mod copy;
mod counters;
mod engine;
mod error;
mod filter;
mod ids;
mod kinds;
mod lines;
mod migrations;
mod protected;
mod reader;
mod row;
mod ruled;
mod schema;
mod scim;
mod settings;
mod signals;
mod store;
mod table;
mod tables;
mod tx;
mod value;
mod visibility;
mod watch;
mod words;

pub use change::{Change, Inserted};
pub use copy::{CopyReport, CopySource};
pub use counters::{Counters, Histogram, HistogramReading, Reading};
pub use engine::postgres::{signals_are_heard, unfit_url};
pub use engine::sqlite::{BackupReport, RestoreReport, backup, database_file, restore};
pub use error::StoreError;
pub use kinds::{
    DeviceState, GroupSource, KeyScope, LoginType, MessageStatus, Redacted, ShareableOwners, UserStatus,
};
pub use lines::{First, Lines};
pub use reader::Reader;
pub use schema::{Examined, SchemaStep, SchemaSteps, examine, migrate, newest_schema, running_replicas};
pub use settings::{PostgresSettings, Settings, SqliteSettings};
pub use signals::Listener;
pub use store::Store;
pub use table::{DeclaredColumn, DeclaredTable, Use, declared_tables};
pub use tables::*;
pub use tx::Tx;
pub use value::Kind;

//! The embedded engine: one file, one writer thread, readers on the threads that ask.

mod alone;
mod backup;
mod batch;
mod connection;
mod engine;
mod error;
mod folder;
mod job;
mod look;
mod memo;
mod migrate;
mod queries;
mod readers;
mod restore;
mod seat;
mod writer;

pub(crate) use alone::Alone;
pub use backup::{BackupReport, backup};
pub(crate) use engine::Sqlite;
pub use folder::database_file;
pub(crate) use memo::CachedAnswer;
pub(crate) use queries::{execute, fetch, keep, recall};
pub use restore::{RestoreReport, restore};
pub(crate) use seat::Ticket;

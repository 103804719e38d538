//! Which database, and its limits.

use std::path::PathBuf;
use std::time::Duration;

/// Where a store keeps its rows.
#[derive(Clone)]
pub enum Settings {
    /// One file in a folder that this process owns.
    Sqlite(SqliteSettings),
}

/// Limits of the embedded engine.
#[derive(Debug, Clone)]
pub struct SqliteSettings {
    /// The data folder; made when it is not there.
    pub folder: PathBuf,
    /// Transactions that may wait for the writer.
    pub queue: usize,
    /// How long a transaction waits for a place in the queue before it is refused as busy.
    pub queue_wait: Duration,
    /// Transactions that are committed together at most.
    pub batch: usize,
    /// Scans that run at the same time at most.
    pub scans: usize,
    /// Largest size of the database in pages of 4 KiB; absent = what the disk holds.
    pub max_pages: Option<u32>,
}

impl Settings {
    /// SQLite in a folder, with the usual limits.
    pub fn sqlite(folder: impl Into<PathBuf>) -> Self {
        Self::Sqlite(SqliteSettings {
            folder: folder.into(),
            queue: 1024,
            queue_wait: Duration::from_secs(5),
            batch: 64,
            scans: 16,
            max_pages: None,
        })
    }
}

//! Which database, and its limits.

use std::path::PathBuf;
use std::time::Duration;

/// Where a store keeps its rows.
#[derive(Clone)]
pub enum Settings {
    /// One file in a folder that this process owns.
    Sqlite(SqliteSettings),
    /// A server, shared with other replicas.
    Postgres(PostgresSettings),
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
    /// Whether opening the store brings the schema up to date; otherwise one that isn't is refused.
    pub migrate: bool,
}

/// Limits of the PostgreSQL engine. Has no `Debug`, because the URL may hold a password.
#[derive(Clone)]
pub struct PostgresSettings {
    /// `postgres://user:password@host:port/database?sslmode=…`.
    pub url: String,
    /// The server itself, where `url` leads through a proxy that pools by transaction: signals are heard
    /// there.
    pub direct: Option<String>,
    /// Shared connections for point reads.
    pub shared: usize,
    /// Connections for transactions and scans at most.
    pub pool: usize,
    /// How long a caller waits for a connection before the database counts as away.
    pub wait: Duration,
    /// How long one statement may take.
    pub statement: Duration,
    /// How often a transaction is run again after a serialization failure.
    pub retries: u32,
    /// How long opening the store waits for a server that doesn't answer yet.
    pub arrival: Duration,
    /// Whether opening the store brings the schema up to date, as far as older servers bear it; otherwise one
    /// that isn't is refused.
    pub migrate: bool,
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
            migrate: true,
        })
    }

    /// PostgreSQL at a URL, with the usual limits.
    pub fn postgres(url: impl Into<String>) -> Self {
        Self::Postgres(PostgresSettings {
            url: url.into(),
            direct: None,
            shared: 3,
            pool: 16,
            wait: Duration::from_secs(5),
            statement: Duration::from_secs(30),
            retries: 16,
            arrival: Duration::ZERO,
            migrate: true,
        })
    }
}

//! What the store counts about itself, for metrics.

use crate::StoreError;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};

/// Upper bounds of the batch-size buckets, in transactions; the last bucket is everything above.
const BATCH_BOUNDS: [u64; 7] = [1, 2, 4, 8, 16, 32, 64];

/// Live counters of one store; cheap to touch, read with [`Counters::read`].
#[derive(Debug, Default)]
pub struct Counters {
    pub(crate) queued: AtomicU64,
    pub(crate) batches: Histogram,
    pub(crate) rerun_batches: AtomicU64,
    pub(crate) writes: AtomicU64,
    pub(crate) failed_writes: AtomicU64,
    pub(crate) retries: AtomicU64,
    pub(crate) heavy_reads: AtomicU64,
    pub(crate) statements: AtomicU64,
    pub(crate) notifications: AtomicU64,
    pub(crate) connections: AtomicU64,
    pub(crate) connections_waiting: AtomicU64,
    pub(crate) reconnects: AtomicU64,
    troubled: AtomicBool,
}

/// The counters at one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// Transactions that wait for the SQLite writer now.
    pub queued: u64,
    /// How many transactions were committed together, over all batches (SQLite).
    pub batches: HistogramReading,
    /// Batches that failed as a whole and were run again one by one (SQLite).
    pub rerun_batches: u64,
    /// Transactions that were committed.
    pub writes: u64,
    /// Transactions that were not.
    pub failed_writes: u64,
    /// Transactions that were run again after a serialization failure (PostgreSQL).
    pub retries: u64,
    /// Point reads that took more steps than a point read may (SQLite).
    pub heavy_reads: u64,
    /// Statements that were sent, `BEGIN` and `COMMIT` among them (PostgreSQL).
    pub statements: u64,
    /// Notifications to other replicas that were sent (PostgreSQL).
    pub notifications: u64,
    /// Open connections.
    pub connections: u64,
    /// Callers that wait for a connection now (PostgreSQL).
    pub connections_waiting: u64,
    /// Connections that were opened again after one was lost (PostgreSQL).
    pub reconnects: u64,
}

impl Counters {
    /// Reads every counter; each is exact, together they are not one instant.
    pub fn read(&self) -> Reading {
        Reading {
            queued: self.queued.load(Relaxed),
            batches: self.batches.read(),
            rerun_batches: self.rerun_batches.load(Relaxed),
            writes: self.writes.load(Relaxed),
            failed_writes: self.failed_writes.load(Relaxed),
            retries: self.retries.load(Relaxed),
            heavy_reads: self.heavy_reads.load(Relaxed),
            statements: self.statements.load(Relaxed),
            notifications: self.notifications.load(Relaxed),
            connections: self.connections.load(Relaxed),
            connections_waiting: self.connections_waiting.load(Relaxed),
            reconnects: self.reconnects.load(Relaxed),
        }
    }
}

impl Counters {
    /// Remembers that the database stopped taking writes, if that is what the error says.
    pub(crate) fn note(&self, error: &StoreError) {
        if matches!(error, StoreError::Full | StoreError::ReadOnly | StoreError::Unavailable { .. }) {
            self.troubled.store(true, Relaxed);
        }
    }

    /// Whether it did, and no write was tried and taken since.
    pub(crate) fn troubled(&self) -> bool {
        self.troubled.load(Relaxed)
    }

    /// A write was tried and taken.
    pub(crate) fn recovered(&self) {
        self.troubled.store(false, Relaxed);
    }
}

/// Adds one.
pub(crate) fn add(counter: &AtomicU64) {
    counter.fetch_add(1, Relaxed);
}

/// Takes one away.
pub(crate) fn take(counter: &AtomicU64) {
    counter.fetch_sub(1, Relaxed);
}

/// Counts of sizes in fixed buckets.
#[derive(Debug, Default)]
pub struct Histogram {
    buckets: [AtomicU64; BATCH_BOUNDS.len() + 1],
    sum: AtomicU64,
}

/// A histogram at one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HistogramReading {
    /// (upper bound, observations at or below it and above the bound before); no bound = all the rest.
    pub buckets: Vec<(Option<u64>, u64)>,
    /// Sum of everything observed.
    pub sum: u64,
}

impl Histogram {
    pub(crate) fn observe(&self, size: u64) {
        let place = BATCH_BOUNDS.iter().position(|bound| size <= *bound).unwrap_or(BATCH_BOUNDS.len());
        add(&self.buckets[place]);
        self.sum.fetch_add(size, Relaxed);
    }

    fn read(&self) -> HistogramReading {
        let bounds = BATCH_BOUNDS.iter().copied().map(Some).chain([None]);
        let buckets = bounds.zip(self.buckets.iter().map(|count| count.load(Relaxed))).collect();
        HistogramReading { buckets, sum: self.sum.load(Relaxed) }
    }
}

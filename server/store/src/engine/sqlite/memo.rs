//! The cache of a connection, valid until the next commit of any connection.

use crate::StoreError;
use std::any::Any;
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Acquire};
use std::time::{Duration, Instant};

/// How many answers one connection caches; when it is full, all are dropped.
const KEPT: usize = 1024;

/// How long an answer may be remembered after another process has committed. A program that commits beside a
/// server waits as long before it reports success.
pub(super) const KNOWN_FOR: Duration = Duration::from_millis(100);

/// An answer of any type.
pub(crate) type CachedAnswer = Arc<dyn Any + Send + Sync>;

/// A moment, by the clock and by what this process has committed until then.
#[derive(Clone, Copy)]
pub(super) struct Moment {
    commits: u64,
    time: Instant,
}

impl Moment {
    /// This one.
    pub(super) fn now(commits: &AtomicU64) -> Self {
        Self { commits: commits.load(Acquire), time: Instant::now() }
    }
}

/// Answers by their names, all of one state of the database.
pub(super) struct Memo {
    looked: Option<Moment>,
    version: i64,
    kept: HashMap<String, CachedAnswer>,
}

impl Memo {
    pub(super) fn new() -> Self {
        Self { looked: None, version: 0, kept: HashMap::new() }
    }

    /// Whether what is kept still held at that moment, as far as is known without a query: what this process
    /// commits counts at once, what others do after [`KNOWN_FOR`].
    pub(super) fn holds(&self, at: Moment) -> bool {
        self.looked.is_some_and(|looked| looked.commits == at.commits && at.time - looked.time < KNOWN_FOR)
    }

    /// Forgets everything when another connection has committed since, by SQLite's `data_version`. `begun` is
    /// a moment before the snapshot in which it is asked for. The number doesn't move by what its own
    /// connection writes: only connections that never write may remember.
    pub(super) fn look(
        &mut self,
        connection: &rusqlite::Connection,
        begun: Moment,
    ) -> Result<(), StoreError> {
        let mut statement = connection.prepare_cached("PRAGMA data_version")?;
        let version = statement.query_row([], |row| row.get(0))?;
        if version != self.version {
            self.kept.clear();
            self.version = version;
        }
        self.looked = Some(begun);
        Ok(())
    }

    pub(super) fn recall(&self, name: &str) -> Option<CachedAnswer> {
        self.kept.get(name).cloned()
    }

    /// Answers that were read after the last check are at least as new as its state.
    pub(super) fn keep(&mut self, name: &str, answer: CachedAnswer) {
        if self.kept.len() >= KEPT {
            self.kept.clear();
        }
        self.kept.insert(name.to_owned(), answer);
    }
}

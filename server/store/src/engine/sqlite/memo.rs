//! What a connection remembers for as long as nobody commits anything.

use crate::StoreError;
use std::any::Any;
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Acquire};
use std::time::{Duration, Instant};

/// How many answers one connection remembers; when it is full it begins anew.
const KEPT: usize = 1024;

/// How long an answer may be remembered after another process has committed. Whoever commits beside a server waits as
/// long before it says so.
pub(super) const KNOWN_FOR: Duration = Duration::from_millis(100);

/// An answer of any type.
pub(crate) type Known = Arc<dyn Any + Send + Sync>;

/// Answers by their names, all of one state of the database.
pub(super) struct Memo {
    /// Commits of this process.
    commits: Arc<AtomicU64>,
    seen: u64,
    version: i64,
    looked: Option<Instant>,
    kept: HashMap<String, Known>,
}

impl Memo {
    pub(super) fn new(commits: Arc<AtomicU64>) -> Self {
        Self { commits, seen: 0, version: 0, looked: None, kept: HashMap::new() }
    }

    /// Forgets everything when another connection has committed since: at once what this process commits, after
    /// [`KNOWN_FOR`] what others do. SQLite's `data_version` tells; asking for it takes a lock and gives it back, which is half
    /// the cost of a read. It doesn't move by what its own connection writes: only connections that never write may
    /// remember.
    pub(super) fn look(&mut self, connection: &rusqlite::Connection) -> Result<(), StoreError> {
        let (commits, now) = (self.commits.load(Acquire), Instant::now());
        if commits == self.seen && self.looked.is_some_and(|looked| now - looked < KNOWN_FOR) {
            return Ok(());
        }
        let mut statement = connection.prepare_cached("PRAGMA data_version")?;
        let version = statement.query_row([], |row| row.get(0))?;
        if version != self.version {
            self.kept.clear();
            self.version = version;
        }
        (self.seen, self.looked) = (commits, Some(now));
        Ok(())
    }

    pub(super) fn recall(&self, name: &str) -> Option<Known> {
        self.kept.get(name).cloned()
    }

    /// Whatever was read after the last look is at least as new as its state.
    pub(super) fn keep(&mut self, name: &str, answer: Known) {
        if self.kept.len() >= KEPT {
            self.kept.clear();
        }
        self.kept.insert(name.to_owned(), answer);
    }
}

//! One connection with the pragmas that the store's promises rest on.

use super::folder::{beside, narrow, private, unopened};
use super::look::unchanging;
use super::memo::{CachedAnswer, Memo, Moment};
use crate::StoreError;
use crate::row::{FromRow, Row};
use crate::value::Value;
use rusqlite::config::DbConfig;
use rusqlite::{OpenFlags, StatementStatus};
use slog::Drain;
use std::cell::{Cell, RefCell};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering::Relaxed};
use std::time::{Duration, Instant};

/// Prepared statements that a connection keeps.
const STATEMENTS: usize = 256;
/// How long the writer waits for a lock (only another program, such as a backup tool, could hold one).
const WRITER_WAIT: Duration = Duration::from_secs(5);
/// How long a reader waits; it may sit on a request thread.
const READER_WAIT: Duration = Duration::from_millis(250);
/// Pages in the log after which it is folded into the file (4 KiB each). A page that was changed many times
/// until then is folded in once.
const CHECKPOINT_PAGES: u32 = 4_000;
/// Pages that the writer keeps at hand, in KiB at most.
const WRITER_CACHE_KIB: i32 = 64 * 1024;
/// Virtual-machine steps between two calls of the progress handler.
const STEPS_A_CALL: u32 = 500;
/// Steps that one point read may take: a few rows by key take some hundreds.
pub(super) const POINT_READ_STEPS: u32 = 5_000;

/// What a connection is for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    /// The only one that writes.
    Writer,
    /// Point reads, limited to `POINT_READ_STEPS` a query.
    Point,
    /// Scans.
    Scan,
    /// To look at a database of which nothing may change, whoever uses it meanwhile.
    Look,
}

/// A connection and how far its running query has come.
pub(super) struct Connection {
    pub(super) raw: rusqlite::Connection,
    calls: Arc<AtomicU32>,
    purpose: Purpose,
    commits: Arc<AtomicU64>,
    /// A moment before the snapshot that is open.
    begun: Cell<Option<Moment>>,
    memo: RefCell<Memo>,
    log: slog::Logger,
}

impl Connection {
    /// Opens one; `commits` counts what this process commits.
    pub(super) fn open(
        file: &Path,
        purpose: Purpose,
        commits: &Arc<AtomicU64>,
        log: slog::Logger,
    ) -> Result<Self, StoreError> {
        let flags = match purpose {
            Purpose::Writer => OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE,
            Purpose::Point | Purpose::Scan => OpenFlags::SQLITE_OPEN_READ_ONLY,
            Purpose::Look => OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI,
        };
        let name = if purpose == Purpose::Look { unchanging(file)?.into() } else { file.to_owned() };
        if purpose == Purpose::Writer {
            // SQLite would let others read what it creates; the log and its index take the mode of the
            // database.
            let created = private().create(true).truncate(false).open(file);
            created.map_err(|error| unopened(file, &error))?;
            for suffix in ["", "-wal", "-shm"] {
                narrow(&beside(file, suffix)).map_err(|error| unopened(file, &error))?;
            }
        }
        let mut raw = rusqlite::Connection::open_with_flags(name, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
        raw.set_prepared_statement_cache_capacity(STATEMENTS);
        raw.busy_timeout(if purpose == Purpose::Writer { WRITER_WAIT } else { READER_WAIT })?;
        // Without the planner's stability guarantee SQLite plans a join again for each bound value, which
        // costs ten times the read.
        raw.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
        raw.pragma_update(None, "foreign_keys", true)?;
        raw.pragma_update(None, "trusted_schema", false)?;
        raw.pragma_update(None, "temp_store", "MEMORY")?;
        if purpose == Purpose::Writer {
            raw.pragma_update(None, "synchronous", "FULL")?;
            raw.pragma_update(None, "wal_autocheckpoint", CHECKPOINT_PAGES)?;
            raw.pragma_update(None, "cache_size", -WRITER_CACHE_KIB)?;
        }
        let calls = Arc::new(AtomicU32::new(0));
        if purpose == Purpose::Point {
            let calls = calls.clone();
            let limit = POINT_READ_STEPS / STEPS_A_CALL;
            // Tests stop a heavy point read, so that it is found; a server counts it and lets it finish.
            let stop = move || calls.fetch_add(1, Relaxed) >= limit && cfg!(debug_assertions);
            raw.progress_handler(STEPS_A_CALL as i32, Some(stop))?;
        }
        let (commits, begun) = (commits.clone(), Cell::new(None));
        Ok(Self { raw, calls, purpose, commits, begun, memo: RefCell::new(Memo::new()), log })
    }

    /// Opens the snapshot of a reader, if it isn't open; gives a moment before it. Without one, each query
    /// would take a lock and give it back, which is half the cost of a short read.
    fn snapshot(&self) -> Result<Moment, StoreError> {
        if let Some(begun) = self.begun.get() {
            return Ok(begun);
        }
        let begun = Moment::now(&self.commits);
        self.raw.prepare_cached("BEGIN")?.execute([])?;
        self.begun.set(Some(begun));
        Ok(begun)
    }

    /// Ends the snapshot of a reader, if it is open.
    pub(super) fn end(&self) -> Result<(), StoreError> {
        if self.begun.take().is_some() {
            self.raw.prepare_cached("COMMIT")?.execute([])?;
        }
        Ok(())
    }

    /// What it remembers under this name; only connections for point reads do.
    pub(super) fn recall(&self, name: &str) -> Result<Option<CachedAnswer>, StoreError> {
        if self.purpose != Purpose::Point {
            return Ok(None);
        }
        let mut memo = self.memo.borrow_mut();
        if !memo.holds(self.begun.get().unwrap_or_else(|| Moment::now(&self.commits))) {
            memo.look(&self.raw, self.snapshot()?)?;
        }
        Ok(memo.recall(name))
    }

    /// Remembers an answer, as long as it remembers anything.
    pub(super) fn keep(&self, name: &str, answer: CachedAnswer) {
        if self.purpose == Purpose::Point {
            self.memo.borrow_mut().keep(name, answer);
        }
    }

    /// Whether the running query took more steps than a point read may.
    pub(super) fn is_heavy(&self) -> bool {
        self.purpose == Purpose::Point && self.calls.load(Relaxed) > POINT_READ_STEPS / STEPS_A_CALL
    }

    /// Every row of a query.
    pub(super) fn fetch<R: FromRow>(&self, sql: &str, values: &[Value<'_>]) -> Result<Vec<R>, StoreError> {
        self.run(sql, |statement| {
            // What came before is not the query: a connection reads the whole schema when it prepares its
            // first one.
            self.calls.store(0, Relaxed);
            let mut rows = statement.query(rusqlite::params_from_iter(values))?;
            let mut records = Vec::new();
            while let Some(row) = rows.next()? {
                records.push(R::from_row(&mut Row::sqlite(row))?);
            }
            let count = records.len();
            Ok((records, count))
        })
    }

    /// A change's rows are counted, not given: `RETURNING` would have SQLite make a table for them.
    pub(super) fn execute(&self, sql: &str, values: &[Value<'_>]) -> Result<u64, StoreError> {
        self.run(sql, |statement| {
            let count = statement.execute(rusqlite::params_from_iter(values))?;
            Ok((count as u64, count))
        })
    }

    /// Runs a statement; what it gives comes with the number of its rows, for the log.
    fn run<T>(
        &self,
        sql: &str,
        work: impl FnOnce(&mut rusqlite::Statement<'_>) -> Result<(T, usize), StoreError>,
    ) -> Result<T, StoreError> {
        if self.purpose != Purpose::Writer {
            self.snapshot()?;
        }
        let begun = self.log.is_trace_enabled().then(Instant::now);
        let mut statement = self.raw.prepare_cached(sql)?;
        let (answer, rows) = work(&mut statement)?;
        if let Some(begun) = begun {
            let steps = statement.reset_status(StatementStatus::VmStep);
            let duration = u64::try_from(begun.elapsed().as_micros()).unwrap_or(u64::MAX);
            slog::trace!(self.log, "statement";
                "sql" => sql, "rows" => rows, "steps" => steps, "duration_us" => duration);
        }
        Ok(answer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::sqlite::migrate::migrate;
    use crate::migrations::Steps;

    #[test]
    fn a_new_value_needs_no_new_plan() -> Result<(), StoreError> {
        let silent = slog::Logger::root(slog::Discard, slog::o!());
        let folder = std::env::temp_dir().join(format!("burgrave-plan-{}", uuid::Uuid::new_v4()));
        std::fs::create_dir(&folder).expect("the temporary folder takes a new folder");
        let mut connection =
            Connection::open(&folder.join("plan.db"), Purpose::Writer, &Arc::default(), silent)?;
        migrate(&mut connection, Steps::All)?;
        // Partial indexes on both tables invite SQLite to look at the values.
        let sql = "SELECT k.id, m.roles FROM api_keys k JOIN users u ON u.id = k.user_id \
                   LEFT JOIN organization_members m ON m.user_id = k.user_id WHERE k.id = ?1 \
                   AND u.deleted_at IS NULL";
        for key in ["a", "b", "c"] {
            let mut statement = connection.raw.prepare_cached(sql)?;
            assert!(!statement.exists([key])?);
            assert_eq!(statement.get_status(StatementStatus::RePrepare), 0);
        }
        std::fs::remove_dir_all(&folder).expect("the folder is this test's own");
        Ok(())
    }
}

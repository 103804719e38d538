//! Read-only connections, kept for the threads that use them.

use super::connection::{Connection, Purpose};
use super::seat::{Ticket, seated};
use crate::counters::{self, Counters};
use crate::engine::Link;
use crate::watch::{Watch, lock};
use crate::{Reader, StoreError};
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering::Relaxed};
use std::sync::{Arc, Mutex};

/// Places for idle connections; threads are spread over them, so that two rarely meet at one.
const PLACES: usize = 32;
/// Idle connections that one place keeps.
const KEPT: usize = 2;

thread_local! {
    static PLACE: usize = {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        NEXT.fetch_add(1, Relaxed) % PLACES
    };
}

/// Idle connections of one purpose. As many are open as threads read at the same time.
pub(super) struct Readers {
    file: PathBuf,
    purpose: Purpose,
    idle: [Mutex<Vec<Connection>>; PLACES],
    commits: Arc<AtomicU64>,
    counters: Arc<Counters>,
    log: slog::Logger,
}

impl Readers {
    pub(super) fn new(
        file: PathBuf,
        purpose: Purpose,
        commits: Arc<AtomicU64>,
        counters: Arc<Counters>,
        log: slog::Logger,
    ) -> Self {
        let idle = std::array::from_fn(|_| Mutex::new(Vec::new()));
        Self { file, purpose, idle, commits, counters, log }
    }

    /// Runs a closure with a reader on this thread; a panic in it goes on after the connection is safe.
    pub(super) fn run<T, E: From<StoreError>>(
        &self,
        work: impl FnOnce(Reader) -> Result<T, E>,
    ) -> Result<T, E> {
        let connection = self.take()?;
        let ticket = Ticket::new();
        let watch = Arc::new(Watch::default());
        let link = Link::Sqlite(ticket);
        let reader = match self.purpose {
            Purpose::Point => Reader::of_point_read(link, watch),
            _ => Reader::new(link, watch),
        };
        let (connection, outcome) = seated(ticket, connection, &self.counters, || work(reader));
        // A connection whose snapshot can't be ended is not kept: it would hold back checkpoints.
        if connection.end().is_ok() {
            self.put(connection);
        } else {
            counters::take(&self.counters.connections);
        }
        outcome.unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    }

    fn take(&self) -> Result<Connection, StoreError> {
        let idle = PLACE.with(|place| lock(&self.idle[*place]).pop());
        if let Some(connection) = idle {
            return Ok(connection);
        }
        let connection = Connection::open(&self.file, self.purpose, &self.commits, self.log.clone())?;
        counters::add(&self.counters.connections);
        Ok(connection)
    }

    fn put(&self, connection: Connection) {
        PLACE.with(|place| {
            let mut idle = lock(&self.idle[*place]);
            if idle.len() < KEPT {
                idle.push(connection);
            } else {
                counters::take(&self.counters.connections);
            }
        });
    }

    /// Closes what is idle.
    pub(super) fn clear(&self) {
        for idle in &self.idle {
            lock(idle).clear();
        }
    }
}

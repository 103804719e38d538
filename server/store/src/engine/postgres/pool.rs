//! Connections for transactions and scans, one closure at a time each.
//!
//! Written here rather than taken from a pool crate: what counts is that a connection whose transaction
//! didn't end cleanly is never used again, and that prepared statements live as long as their connection.

use super::connect::Address;
use super::connection::Connection;
use crate::StoreError;
use crate::counters::{self, Counters};
use crate::watch::lock;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// How long a connection that has answered is taken to work.
const WARM: Duration = Duration::from_millis(100);

/// The pool.
pub(super) struct Pool {
    address: Arc<Address>,
    places: Arc<Semaphore>,
    idle: Mutex<Vec<(Arc<Connection>, Instant)>>,
    wait: Duration,
    counters: Arc<Counters>,
}

/// A connection for exclusive use. Dropped without `give_back`, it is closed, which undoes its transaction.
pub(super) struct Lease {
    pub(super) connection: Arc<Connection>,
    /// Whether it was opened for this use.
    fresh: bool,
    /// When it has last answered.
    answered: Instant,
    _place: OwnedSemaphorePermit,
}

impl Lease {
    /// Whether it broke while it was idle, so that what was to be done may be done on another.
    pub(super) fn is_stale(&self) -> bool {
        !self.fresh && self.connection.is_stale()
    }
}

impl Pool {
    pub(super) fn new(address: Arc<Address>, size: usize, wait: Duration, counters: Arc<Counters>) -> Self {
        Self {
            address,
            places: Arc::new(Semaphore::new(size.max(1))),
            idle: Mutex::default(),
            wait,
            counters,
        }
    }

    /// An idle connection, or a new one, on which a transaction begins with its first statement.
    pub(super) async fn begin(&self, begin: &'static str) -> Result<Lease, StoreError> {
        let place = self.place().await?;
        loop {
            let idle = lock(&self.idle).pop();
            let (connection, fresh, answered) = match idle {
                Some((connection, _)) if connection.is_broken() => continue,
                Some((connection, answered)) => (connection, false, answered),
                None => (self.address.connect().await?, true, Instant::now()),
            };
            connection.begin(begin);
            return Ok(Lease { connection, fresh, answered, _place: place });
        }
    }

    /// The same on a connection that works: one that was idle for a while has begun the transaction already.
    pub(super) async fn begun(&self, begin: &'static str) -> Result<Lease, StoreError> {
        loop {
            let lease = self.begin(begin).await?;
            if lease.answered.elapsed() < WARM {
                return Ok(lease);
            }
            match lease.connection.begun().await {
                Ok(()) => return Ok(lease),
                // Nothing was done on it yet, so it is replaced without a word.
                Err(_) if lease.is_stale() => {}
                Err(failure) => return Err(failure.error),
            }
        }
    }

    /// Keeps a connection whose transaction has ended, or was never begun.
    pub(super) fn give_back(&self, lease: Lease, begun: bool) {
        if !lease.connection.is_broken() && !self.places.is_closed() {
            let answered = if begun { Instant::now() } else { lease.answered };
            lock(&self.idle).push((lease.connection.clone(), answered));
        }
    }

    /// Closes idle connections; waiting callers are refused.
    pub(super) fn close(&self) {
        self.places.close();
        lock(&self.idle).clear();
    }

    async fn place(&self) -> Result<OwnedSemaphorePermit, StoreError> {
        if let Ok(place) = self.places.clone().try_acquire_owned() {
            return Ok(place);
        }
        let _waiting = Waiting::new(&self.counters);
        match tokio::time::timeout(self.wait, self.places.clone().acquire_owned()).await {
            Ok(Ok(place)) => Ok(place),
            Ok(Err(_)) => Err(StoreError::away("the store is closed")),
            Err(_) => Err(StoreError::Busy),
        }
    }
}

/// Counts a caller that waits, until it doesn't.
struct Waiting<'c>(&'c Counters);

impl<'c> Waiting<'c> {
    fn new(counters: &'c Counters) -> Self {
        counters::add(&counters.connections_waiting);
        Self(counters)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        counters::take(&self.0.connections_waiting);
    }
}

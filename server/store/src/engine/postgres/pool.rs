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
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// The pool.
pub(super) struct Pool {
    address: Arc<Address>,
    places: Arc<Semaphore>,
    idle: Mutex<Vec<Arc<Connection>>>,
    wait: Duration,
    counters: Arc<Counters>,
}

/// A connection for exclusive use. Dropped without `give_back`, it is closed, which undoes its transaction.
pub(super) struct Lease {
    pub(super) connection: Arc<Connection>,
    _place: OwnedSemaphorePermit,
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

    /// An idle connection, or a new one, with a transaction begun on it.
    pub(super) async fn begin(&self, begin: &str) -> Result<Lease, StoreError> {
        let place = self.place().await?;
        loop {
            let idle = lock(&self.idle).pop();
            let fresh = idle.is_none();
            let connection = match idle {
                Some(connection) if connection.is_broken() => continue,
                Some(connection) => connection,
                None => self.address.connect().await?,
            };
            match connection.batch(begin).await {
                Ok(()) => return Ok(Lease { connection, _place: place }),
                // Nothing was done on it yet, so one that broke while it was idle is replaced without a word.
                Err(failure) if !fresh && !failure.answered => {}
                Err(failure) => return Err(failure.error),
            }
        }
    }

    /// Keeps a connection whose transaction has ended.
    pub(super) fn give_back(&self, lease: Lease) {
        if !lease.connection.is_broken() && !self.places.is_closed() {
            lock(&self.idle).push(lease.connection.clone());
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

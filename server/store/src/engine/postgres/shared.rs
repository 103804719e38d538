//! A few connections that all point reads share: their queries are under way side by side, answers come in
//! order. The queries of one point read go to one of them, one after another.

use super::connect::Address;
use super::connection::Connection;
use crate::StoreError;
use crate::row::FromRow;
use crate::value::Value;
use crate::watch::lock;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed};
use std::sync::{Arc, Mutex};

/// Which of the shared connections a point read asks on.
#[derive(Clone, Copy)]
pub(crate) struct SlotIndex(usize);

/// The shared connections. There is no way to begin a transaction on them.
pub(crate) struct Shared {
    address: Arc<Address>,
    places: Vec<Slot>,
    next: AtomicUsize,
    closed: AtomicBool,
}

#[derive(Default)]
struct Slot {
    connection: Mutex<Option<Arc<Connection>>>,
    connecting: tokio::sync::Mutex<()>,
}

impl Shared {
    pub(super) fn new(address: Arc<Address>, size: usize) -> Self {
        let places = std::iter::repeat_with(Slot::default).take(size.max(1)).collect();
        Self { address, places, next: AtomicUsize::new(0), closed: AtomicBool::new(false) }
    }

    /// The next connection's.
    pub(super) fn turn(&self) -> SlotIndex {
        SlotIndex(self.next.fetch_add(1, Relaxed) % self.places.len())
    }

    /// Asks on this connection. One that turns out to be lost is replaced and the query asked once more: it
    /// only reads.
    pub(crate) async fn fetch<R: FromRow>(
        &self,
        turn: SlotIndex,
        sql: &str,
        values: &[Value<'_>],
    ) -> Result<Vec<R>, StoreError> {
        let connection = self.connection(turn).await?;
        match connection.fetch(sql, values).await {
            Err(failure) if !failure.answered && connection.is_lost() => {}
            answer => return Ok(answer?),
        }
        Ok(self.connection(turn).await?.fetch(sql, values).await?)
    }

    /// Notifies everybody who listens on a channel. One who is told twice looks twice, so it may be sent
    /// again.
    pub(super) async fn notify(&self, channel: &str, payload: &str) -> Result<(), StoreError> {
        let turn = self.turn();
        match self.connection(turn).await?.notify(channel, payload).await {
            Err(failure) if !failure.answered => {}
            sent => return Ok(sent?),
        }
        Ok(self.connection(turn).await?.notify(channel, payload).await?)
    }

    async fn connection(&self, turn: SlotIndex) -> Result<Arc<Connection>, StoreError> {
        if self.closed.load(Relaxed) {
            return Err(StoreError::away("the store is closed"));
        }
        let place = &self.places[turn.0];
        if let Some(connection) = place.usable() {
            return Ok(connection);
        }
        // One caller connects, the others wait for it.
        let _connecting = place.connecting.lock().await;
        if let Some(connection) = place.usable() {
            return Ok(connection);
        }
        let connection = self.address.connect().await?;
        *lock(&place.connection) = Some(connection.clone());
        Ok(connection)
    }

    /// Closes the connections once their queries are answered.
    pub(super) fn close(&self) {
        self.closed.store(true, Relaxed);
        for place in &self.places {
            lock(&place.connection).take();
        }
    }
}

impl Slot {
    fn usable(&self) -> Option<Arc<Connection>> {
        lock(&self.connection).as_ref().filter(|connection| !connection.is_broken()).cloned()
    }
}

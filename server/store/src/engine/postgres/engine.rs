//! The engine as the store sees it.

use super::connect::Address;
use super::migrate::migrate;
use super::pool::Pool;
use super::proxy::probe;
use super::shared::Shared;
use super::transaction;
use crate::counters::{self, Counters};
use crate::engine::Link;
use crate::ruled::Ruled;
use crate::settings::PostgresSettings;
use crate::watch::Watch;
use crate::{Reader, StoreError, Tx};
use std::future::Future;
use std::sync::Arc;

/// A database on a server.
pub(crate) struct Postgres {
    shared: Arc<Shared>,
    pool: Pool,
    retries: u32,
    counters: Arc<Counters>,
}

impl Postgres {
    pub(crate) async fn open(
        settings: PostgresSettings,
        counters: Arc<Counters>,
        log: slog::Logger,
    ) -> Result<Arc<Self>, StoreError> {
        let address = Arc::new(Address::new(&settings, counters.clone(), log)?);
        probe(&address).await?;
        migrate(&*address.connect().await?).await?;
        Ok(Arc::new(Self {
            shared: Arc::new(Shared::new(address.clone(), settings.shared)),
            pool: Pool::new(address, settings.pool, settings.wait, counters.clone()),
            retries: settings.retries,
            counters,
        }))
    }

    pub(crate) async fn read<T, E, Fut>(&self, closure: impl FnOnce(Reader) -> Fut) -> Result<T, E>
    where
        E: From<StoreError>,
        Fut: Future<Output = Result<T, E>>,
    {
        let watch = Arc::new(Watch::default());
        let reader = Reader::new(Link::Shared(self.shared.clone()), watch.clone());
        let outcome = Ruled::new(closure(reader), watch.clone()).await;
        watch.close();
        outcome
    }

    pub(crate) async fn scan<T, E, Fut>(&self, closure: impl FnOnce(Reader) -> Fut) -> Result<T, E>
    where
        E: From<StoreError>,
        Fut: Future<Output = Result<T, E>>,
    {
        transaction::scan(&self.pool, closure).await
    }

    /// Runs as a task of its own, so that it comes to its end when the caller goes away.
    pub(crate) async fn write<T, E, F, Fut>(self: &Arc<Self>, closure: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
        F: Fn(Tx) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<T, E>> + Send + 'static,
    {
        let engine = self.clone();
        let task = tokio::spawn(async move {
            let outcome = transaction::write(&engine.pool, engine.retries, &engine.counters, closure).await;
            counters::add(if outcome.is_ok() {
                &engine.counters.writes
            } else {
                &engine.counters.failed_writes
            });
            outcome
        });
        task.await.unwrap_or_else(|error| {
            let error = if error.is_panic() {
                StoreError::Internal("a storage closure panicked".into())
            } else {
                StoreError::away("the server is shutting down")
            };
            Err(error.into())
        })
    }

    /// Whether the server answers, and isn't a standby.
    pub(crate) async fn check(&self) -> Result<(), StoreError> {
        let standby = self.shared.fetch::<(bool,)>("SELECT pg_is_in_recovery()", &[]).await?;
        if standby.first().is_some_and(|(standby,)| *standby) { Err(StoreError::ReadOnly) } else { Ok(()) }
    }

    pub(crate) fn close(&self) {
        self.shared.close();
        self.pool.close();
    }
}

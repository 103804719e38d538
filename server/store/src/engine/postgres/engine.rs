//! The engine as the store sees it.

use super::arrival;
use super::connect::Address;
use super::listen::Ear;
use super::migrate::migrate;
use super::pool::Pool;
use super::proxy::{ProxyMode, probe};
use super::shared::Shared;
use super::transaction::{self, Isolation};
use crate::counters::{self, Counters};
use crate::engine::Link;
use crate::ruled::Ruled;
use crate::settings::PostgresSettings;
use crate::signals::Board;
use crate::watch::Watch;
use crate::{Reader, StoreError, Tx};
use std::future::Future;
use std::sync::Arc;

/// A database on a server.
pub(crate) struct Postgres {
    shared: Arc<Shared>,
    pool: Pool,
    ear: Option<Ear>,
    retries: u32,
    counters: Arc<Counters>,
}

impl Postgres {
    pub(crate) async fn open(
        settings: PostgresSettings,
        counters: Arc<Counters>,
        board: Board,
        log: slog::Logger,
    ) -> Result<Arc<Self>, StoreError> {
        let at = |url: &str| Address::new(url, &settings, counters.clone(), log.clone()).map(Arc::new);
        let address = at(&settings.url)?;
        arrival::wait(&address, settings.arrival).await?;
        let way = probe(&address).await?;
        migrate(&*address.connect().await?).await?;
        let direct = settings.direct.as_deref().map(at).transpose()?;
        if way == ProxyMode::Pooled && direct.is_none() {
            slog::warn!(
                log,
                "the database URL leads through a proxy that pools by transaction, so replicas can't wake each \
                other and look by time alone; name PostgreSQL itself in database-direct"
            );
        }
        let direct = direct.or_else(|| (way == ProxyMode::Direct).then(|| address.clone()));
        Ok(Arc::new(Self {
            ear: direct.map(|direct| Ear::new(direct, board)),
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
        let reader =
            Reader::of_point_read(Link::Shared(self.shared.clone(), self.shared.turn()), watch.clone());
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

    /// Runs as a task of its own, so that it completes when the caller is dropped.
    pub(crate) async fn write<T, E, F, Fut>(
        self: &Arc<Self>,
        isolation: Isolation,
        closure: F,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
        F: Fn(Tx) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<T, E>> + Send + 'static,
    {
        let engine = self.clone();
        let task = tokio::spawn(async move {
            let outcome =
                transaction::write(&engine.pool, isolation, engine.retries, &engine.counters, closure).await;
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
        let standby =
            self.shared.fetch::<(bool,)>(self.shared.turn(), "SELECT pg_is_in_recovery()", &[]).await?;
        if standby.first().is_some_and(|(standby,)| *standby) { Err(StoreError::ReadOnly) } else { Ok(()) }
    }

    /// From now on signals of other replicas are heard.
    pub(crate) fn hear(&self) {
        self.ear.iter().for_each(Ear::open);
    }

    pub(crate) fn close(&self) {
        self.ear.iter().for_each(Ear::close);
        self.shared.close();
        self.pool.close();
    }
}

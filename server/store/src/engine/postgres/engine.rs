//! The engine as the store sees it.

use super::arrival;
use super::connect::Address;
use super::listen::Ear;
use super::migrate::{at_start, migrated, renumber};
use super::pool::Pool;
use super::proxy::{ProxyMode, probe};
use super::shared::Shared;
use super::speak::Mouth;
use super::transaction::{self, Isolation};
use crate::counters::{self, Counters};
use crate::engine::Link;
use crate::migrations;
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
    mouth: Mouth,
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
        bring_up_to_date(&address, settings.migrate, &log).await?;
        let direct = settings.direct.as_deref().map(at).transpose()?;
        if way == ProxyMode::Pooled && direct.is_none() {
            slog::warn!(
                log,
                "the database URL leads through a proxy that pools by transaction, so replicas can't wake \
                 each other and look by time alone; name PostgreSQL itself in database-direct"
            );
        }
        let direct = direct.or_else(|| (way == ProxyMode::Direct).then(|| address.clone()));
        let shared = Arc::new(Shared::new(address.clone(), settings.shared));
        let mouth = Mouth::new(shared.clone(), counters.clone());
        Ok(Arc::new(Self {
            ear: direct.map(|direct| Ear::new(direct, board, mouth.name())),
            shared,
            mouth,
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

    /// Whether the server answers, isn't a standby, and has a schema that this program can serve.
    pub(crate) async fn check(&self) -> Result<(), StoreError> {
        let sql = "SELECT pg_is_in_recovery(), \
                   EXISTS (SELECT 1 FROM schema_migrations WHERE version > ?1 AND right(name, 9) = ?2)";
        let values = [migrations::newest().into(), migrations::CONTRACT.into()];
        match self.shared.fetch::<(bool, bool)>(self.shared.turn(), sql, &values).await?.first() {
            Some((true, _)) => Err(StoreError::ReadOnly),
            Some((_, true)) => Err(StoreError::TooOld),
            _ => Ok(()),
        }
    }

    /// From now on signals of other replicas are heard.
    pub(crate) fn hear(&self) {
        self.ear.iter().for_each(Ear::open);
    }

    /// Tells other replicas soon that something about the topic has changed.
    pub(crate) fn tell(&self, topic: &str) {
        self.mouth.tell(topic);
    }

    pub(crate) async fn close(&self) {
        self.ear.iter().for_each(Ear::close);
        self.mouth.close().await;
        self.shared.close();
        self.pool.close();
    }
}

/// Takes the steps that the start may take, or makes sure that none is missing.
async fn bring_up_to_date(address: &Address, migrate: bool, log: &slog::Logger) -> Result<(), StoreError> {
    let connection = address.connect_patiently().await?;
    let waiting = match migrate {
        true => at_start(&connection).await?,
        false => migrated(&connection).await.map(|()| Vec::new())?,
    };
    renumber(&connection).await?;
    if let Some(waiting) = waiting.first() {
        slog::info!(log, "the schema can be contracted when no older replica is left: burgrave database migrate \
                          --contract"; "step" => waiting.version);
    }
    Ok(())
}

//! The one door to the database.

use crate::counters::Counters;
use crate::engine::postgres::{Isolation, Postgres};
use crate::engine::sqlite::Sqlite;
use crate::signals::{Board, Listener};
use crate::{Reader, Settings, StoreError, Tx};
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

/// An open database; clones share it.
#[derive(Clone)]
pub struct Store {
    engine: Engine,
    counters: Arc<Counters>,
    board: Board,
}

/// Where the signals of a transaction go.
#[derive(Clone)]
pub(crate) struct Signals {
    board: Board,
    /// To other replicas.
    beyond: Option<Arc<Postgres>>,
}

impl Signals {
    /// Wakes who listens here, and soon those elsewhere.
    pub(crate) fn tell(&self, topic: &str) {
        self.board.wake(topic);
        if let Some(beyond) = &self.beyond {
            beyond.tell(topic);
        }
    }

    /// Wakes who listens here, and nobody else.
    pub(crate) fn tell_here(&self, topic: &str) {
        self.board.wake(topic);
    }
}

#[derive(Clone)]
enum Engine {
    Sqlite(Arc<Sqlite>),
    Postgres(Arc<Postgres>),
}

impl Store {
    /// Opens the database, makes it when it isn't there, and brings its schema up to date. Needs a tokio
    /// runtime.
    ///
    /// # Errors
    /// `Refused` with a text for the operator (folder in use, schema newer than this program, unfit URL or
    /// proxy); `Unavailable`, `ReadOnly`, `Full`.
    pub async fn open(settings: Settings, log: slog::Logger) -> Result<Self, StoreError> {
        let (counters, board) = (Arc::new(Counters::default()), Board::default());
        let engine = match settings {
            Settings::Sqlite(settings) => {
                Engine::Sqlite(Sqlite::open(settings, counters.clone(), log).await?)
            }
            Settings::Postgres(settings) => {
                Engine::Postgres(Postgres::open(settings, counters.clone(), board.clone(), log).await?)
            }
        };
        Ok(Self { engine, counters, board })
    }

    /// Opens the database beside a server that may be using it, for a short errand of the operator. Nothing
    /// is made or migrated: on SQLite the folder must hold a database of this program's own version. What is
    /// written here the server sees when [`Store::close`] has ended.
    ///
    /// # Errors
    /// `Refused` also when there is no database, or one that a server of this version hasn't brought up to
    /// date yet.
    pub async fn open_beside(settings: Settings, log: slog::Logger) -> Result<Self, StoreError> {
        let Settings::Sqlite(settings) = settings else { return Self::open(settings, log).await };
        let counters = Arc::new(Counters::default());
        let sqlite = Sqlite::open_beside(settings, counters.clone(), log).await?;
        Ok(Self { engine: Engine::Sqlite(sqlite), counters, board: Board::default() })
    }

    /// Whether [`Reader::cached`] caches answers of point reads: then each answer is best read separately.
    pub fn remembers(&self) -> bool {
        matches!(self.engine, Engine::Sqlite(_))
    }

    /// A point read: a few rows by their keys. On SQLite it runs right here, on this thread, so it must be
    /// short; no query sees a state older than the closure's beginning. Lists and searches belong to
    /// [`Store::scan`].
    pub async fn read<T, E, F, Fut>(&self, closure: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
        F: FnOnce(Reader) -> Fut + Send + 'static,
        Fut: Future<Output = Result<T, E>> + Send + 'static,
    {
        match &self.engine {
            Engine::Sqlite(sqlite) => sqlite.read(closure),
            Engine::Postgres(postgres) => postgres.read(closure).await,
        }
    }

    /// Lists and searches: off the request threads, and all queries of the closure see one state of the
    /// database.
    pub async fn scan<T, E, F, Fut>(&self, closure: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
        F: FnOnce(Reader) -> Fut + Send + 'static,
        Fut: Future<Output = Result<T, E>> + Send + 'static,
    {
        match &self.engine {
            Engine::Sqlite(sqlite) => sqlite.scan(closure).await,
            Engine::Postgres(postgres) => postgres.scan(closure).await,
        }
    }

    /// One serializable transaction: committed durably when the closure gives `Ok`, undone otherwise. The
    /// closure may be called several times; only its last result counts, so ids, times and secrets are made
    /// before it. It runs to its end even if the caller goes away. Its future may wait for its own queries
    /// only.
    pub async fn write<T, E, F, Fut>(&self, closure: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
        F: Fn(Tx) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<T, E>> + Send + 'static,
    {
        self.write_at(Isolation::Serializable, closure).await
    }

    /// A transaction of which each statement sees what others have committed before it (on SQLite, which has
    /// one writer, there is no difference to [`Store::write`]). For changes that guard themselves, by
    /// conditions in the statement that changes and by the rows that they hold, and that many ask for at the
    /// same moment: they wait for each other at most, where serializable ones would be run again. Jobs are
    /// acquired by it.
    pub async fn write_read_committed<T, E, F, Fut>(&self, closure: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
        F: Fn(Tx) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<T, E>> + Send + 'static,
    {
        self.write_at(Isolation::ReadCommitted, closure).await
    }

    async fn write_at<T, E, F, Fut>(&self, isolation: Isolation, closure: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
        F: Fn(Tx) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<T, E>> + Send + 'static,
    {
        let beyond = match &self.engine {
            Engine::Sqlite(_) => None,
            Engine::Postgres(postgres) => Some(postgres.clone()),
        };
        let signals = Signals { board: self.board.clone(), beyond };
        let closure = move |tx: Tx| closure(tx.heard_by(signals.clone()));
        match &self.engine {
            Engine::Sqlite(sqlite) => sqlite.write(closure).await,
            Engine::Postgres(postgres) => postgres.write(isolation, closure).await,
        }
    }

    /// Hears when a transaction of any replica [tells](Tx::tell) this topic. The listener queries the
    /// database after `poll` even if nothing was heard, because a signal can be lost.
    pub fn listen(&self, topic: &str, poll: Duration) -> Listener {
        if let Engine::Postgres(postgres) = &self.engine {
            postgres.hear();
        }
        self.board.listen(topic, poll)
    }

    /// Whether the database answers and, where that is known without a write, accepts writes (`/readyz`).
    pub async fn check(&self) -> Result<(), StoreError> {
        match &self.engine {
            Engine::Sqlite(sqlite) => sqlite.check().await,
            Engine::Postgres(postgres) => postgres.check().await,
        }
    }

    /// Finishes accepted work and closes the database; later calls are refused as unavailable.
    pub async fn close(&self) {
        match &self.engine {
            Engine::Sqlite(sqlite) => sqlite.close().await,
            Engine::Postgres(postgres) => postgres.close().await,
        }
    }

    /// What the store counts about itself.
    pub fn counters(&self) -> &Counters {
        &self.counters
    }

    /// Whether other processes may use the same database at the same time.
    pub fn is_shared(&self) -> bool {
        matches!(self.engine, Engine::Postgres(_))
    }

    /// The engine's name, for logs and metrics: `sqlite` or `postgresql`.
    pub fn engine(&self) -> &'static str {
        match self.engine {
            Engine::Sqlite(_) => "sqlite",
            Engine::Postgres(_) => "postgresql",
        }
    }
}

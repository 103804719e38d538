//! The engine as the store sees it.

use super::batch::Batches;
use super::connection::{Connection, Purpose};
use super::folder::{Folder, database_file};
use super::job::Write;
use super::memo::KNOWN_FOR;
use super::migrate::{migrate, migrated, up_to_date};
use super::readers::Readers;
use super::writer::{Writer, closed};
use crate::counters::{self, Counters};
use crate::migrations::Steps;
use crate::ruled::poll_once;
use crate::settings::SqliteSettings;
use crate::{Reader, StoreError, Tx};
use std::future::Future;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use tokio::sync::{Semaphore, oneshot};

/// The setting that a probe writes and takes away again.
const PROBE: &str = "probe";
/// Its size: what an ordinary transaction needs.
const PROBE_BYTES: usize = 16 * 1024;

/// An open data folder.
pub(crate) struct Sqlite {
    points: Readers,
    scans: Arc<Readers>,
    scanning: Semaphore,
    writer: Writer,
    /// Whether another process serves the same folder.
    beside: bool,
    closed: AtomicBool,
    counters: Arc<Counters>,
}

impl Sqlite {
    pub(crate) async fn open(
        settings: SqliteSettings,
        counters: Arc<Counters>,
        log: slog::Logger,
    ) -> Result<Arc<Self>, StoreError> {
        Self::in_background(move || {
            let folder = Folder::take(&settings.folder)?;
            let commits = Arc::default();
            let mut connection =
                Connection::open(&folder.database(), Purpose::Writer, &commits, log.clone())?;
            // One process serves the file, so that there is no older one beside it.
            match settings.migrate {
                true => drop(migrate(&mut connection, Steps::All)?),
                false => migrated(&mut connection)?,
            }
            Self::open_here(&settings, folder.database(), (connection, commits), Some(folder), counters, log)
        })
        .await
    }

    /// The same beside the process that owns the folder: each transaction takes SQLite's own lock for its
    /// short time.
    pub(crate) async fn open_beside(
        settings: SqliteSettings,
        counters: Arc<Counters>,
        log: slog::Logger,
    ) -> Result<Arc<Self>, StoreError> {
        Self::in_background(move || {
            let file = database_file(&settings.folder);
            if !file.is_file() {
                let folder = settings.folder.display();
                let text = format!(
                    "{folder} holds no Burgrave database yet; start the server once, or name its folder"
                );
                return Err(StoreError::Refused(text));
            }
            let commits = Arc::default();
            let connection = Connection::open(&file, Purpose::Writer, &commits, log.clone())?;
            up_to_date(&connection)?;
            Self::open_here(&settings, file, (connection, commits), None, counters, log)
        })
        .await
    }

    async fn in_background(
        open: impl FnOnce() -> Result<Self, StoreError> + Send + 'static,
    ) -> Result<Arc<Self>, StoreError> {
        let opened = tokio::task::spawn_blocking(open).await;
        opened.map_err(|error| StoreError::Internal(format!("opening failed: {error}")))?.map(Arc::new)
    }

    fn open_here(
        settings: &SqliteSettings,
        file: PathBuf,
        (connection, commits): (Connection, Arc<AtomicU64>),
        folder: Option<Folder>,
        counters: Arc<Counters>,
        log: slog::Logger,
    ) -> Result<Self, StoreError> {
        counters::add(&counters.connections);
        if let Some(pages) = settings.max_pages {
            connection.raw.pragma_update_and_check(None, "max_page_count", pages, |_| Ok(()))?;
        }
        let batches = Batches::new(connection, commits.clone(), counters.clone(), log.clone());
        let beside = folder.is_none();
        Ok(Self {
            beside,
            points: Readers::new(
                file.clone(),
                Purpose::Point,
                commits.clone(),
                counters.clone(),
                log.clone(),
            ),
            scans: Arc::new(Readers::new(file, Purpose::Scan, commits, counters.clone(), log.clone())),
            scanning: Semaphore::new(settings.scans.max(1)),
            writer: Writer::start(
                batches,
                settings.queue,
                settings.batch,
                settings.queue_wait,
                counters.clone(),
                folder,
            )?,
            closed: AtomicBool::new(false),
            counters,
        })
    }

    pub(crate) fn read<T, E, Fut>(&self, closure: impl FnOnce(Reader) -> Fut) -> Result<T, E>
    where
        E: From<StoreError>,
        Fut: Future<Output = Result<T, E>>,
    {
        if self.closed.load(Relaxed) {
            return Err(closed().into());
        }
        self.points.run(|reader| poll_once(closure(reader)))
    }

    pub(crate) async fn scan<T, E, F, Fut>(&self, closure: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
        F: FnOnce(Reader) -> Fut + Send + 'static,
        Fut: Future<Output = Result<T, E>>,
    {
        let Ok(_permit) = self.scanning.acquire().await else { return Err(closed().into()) };
        let scans = self.scans.clone();
        let scanned =
            tokio::task::spawn_blocking(move || scans.run(|reader| poll_once(closure(reader)))).await;
        scanned.unwrap_or_else(|error| match error.try_into_panic() {
            Ok(panic) => std::panic::resume_unwind(panic),
            Err(error) => Err(StoreError::away(error.to_string()).into()),
        })
    }

    pub(crate) async fn write<T, E, F, Fut>(&self, closure: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
        F: Fn(Tx) -> Fut + Send + 'static,
        Fut: Future<Output = Result<T, E>> + Send + 'static,
    {
        let (reply, outcome) = oneshot::channel();
        self.writer.send(Box::new(Write::new(closure, reply))).await?;
        outcome.await.unwrap_or_else(|_| Err(closed().into()))
    }

    /// Takes the write lock and gives it back. After a write failed for want of space or the like, a real one
    /// is tried.
    pub(crate) async fn check(&self) -> Result<(), StoreError> {
        let (troubled, now) = (self.counters.troubled(), chrono::Utc::now());
        self.write(move |tx| async move {
            if troubled {
                tx.set_setting(PROBE, &"x".repeat(PROBE_BYTES), now).await?;
                tx.delete_setting(PROBE).await?;
            }
            Ok::<_, StoreError>(())
        })
        .await?;
        if troubled {
            self.counters.recovered();
        }
        Ok(())
    }

    pub(crate) async fn close(&self) {
        self.closed.store(true, Relaxed);
        self.scanning.close();
        self.points.clear();
        self.scans.clear();
        // The writer's connection is the last one: closing it folds the log into the file.
        self.writer.stop().await;
        if self.beside {
            tokio::time::sleep(KNOWN_FOR).await;
        }
    }
}

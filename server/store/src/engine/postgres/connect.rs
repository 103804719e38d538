//! Opens connections.

use super::connection::Connection;
use super::error::Failure;
use super::tls::{Stream, Tls};
use super::url;
use crate::StoreError;
use crate::counters::{self, Counters};
use crate::settings::PostgresSettings;
use std::sync::Arc;
use std::time::Duration;
use tokio_postgres::error::SqlState;
use tokio_postgres::{Client, Config, Error, Socket};

/// What moves the messages of one connection.
pub(super) type Driver = tokio_postgres::Connection<Socket, Stream<Socket>>;

/// Where and how to connect.
pub(crate) struct Address {
    config: Config,
    tls: Tls,
    statement: Duration,
    wait: Duration,
    counters: Arc<Counters>,
    log: slog::Logger,
}

/// How long one statement may take that changes the schema, or reads or checks a large table.
const PATIENT: Duration = Duration::from_secs(6 * 3600);

impl Address {
    pub(super) fn new(
        url: &str,
        settings: &PostgresSettings,
        counters: Arc<Counters>,
        log: slog::Logger,
    ) -> Result<Self, StoreError> {
        let target = url::parse(url)?;
        let tls = Tls::new(&target)?;
        Ok(Self {
            config: target.config,
            tls,
            statement: settings.statement,
            wait: settings.wait,
            counters,
            log,
        })
    }

    /// Where log lines go.
    pub(super) fn log(&self) -> &slog::Logger {
        &self.log
    }

    /// Opens one connection and drops it. Unlike [`Self::open`], it tells a server that is away from one that
    /// refuses.
    pub(super) async fn try_open(&self) -> Result<(), StoreError> {
        let connecting = tokio::time::timeout(self.wait, self.config.connect(self.tls.clone()));
        let connected = connecting.await.map_err(|_| StoreError::away("connecting took too long"))?;
        connected.map(drop).map_err(verdict)
    }

    /// Opens one connection, which the caller drives.
    pub(super) async fn open(&self) -> Result<(Client, Driver), StoreError> {
        let connecting = tokio::time::timeout(self.wait, self.config.connect(self.tls.clone()));
        let connected = connecting.await.map_err(|_| StoreError::away("connecting took too long"))?;
        connected.map_err(|error| match Failure::from(error).error {
            // Any failure to connect means that the database is unavailable.
            StoreError::Internal(cause) => StoreError::away(cause),
            other => other,
        })
    }

    /// Opens one connection and drives it until it ends.
    pub(super) async fn connect(&self) -> Result<Arc<Connection>, StoreError> {
        self.connect_for(self.statement).await
    }

    /// The same for one that steps of the schema, or a copy, are given to.
    pub(super) async fn connect_patiently(&self) -> Result<Arc<Connection>, StoreError> {
        self.connect_for(PATIENT).await
    }

    async fn connect_for(&self, statement: Duration) -> Result<Arc<Connection>, StoreError> {
        let (client, driver) = self.open().await?;
        counters::add(&self.counters.connections);
        let (counters, log) = (self.counters.clone(), self.log.clone());
        tokio::spawn(async move {
            if let Err(error) = driver.await {
                counters::add(&counters.reconnects);
                slog::warn!(log, "a connection to the database was lost"; "error" => %Failure::from(error).error);
            }
            counters::take(&counters.connections);
        });
        Ok(Arc::new(Connection::new(client, statement, self.counters.clone())))
    }
}

/// What opening the first connection says about the server: away, or set up otherwise than the URL says.
fn verdict(error: Error) -> StoreError {
    let mend = match error.code() {
        Some(code) if *code == SqlState::INVALID_CATALOG_NAME => Some("create the database first (createdb)"),
        Some(code) if code.code().starts_with("28") => Some(
            "correct the user and password in the database URL, in which / ? # @ % of a password are written \
             as %2F %3F %23 %40 %25, or what pg_hba.conf allows",
        ),
        _ => None,
    };
    match (Failure::from(error).error, mend) {
        (StoreError::Unavailable { cause, .. }, Some(mend)) => {
            StoreError::Refused(format!("PostgreSQL refuses: {cause}; {mend}"))
        }
        (StoreError::Internal(cause), _) => StoreError::Refused(format!("PostgreSQL can't be used: {cause}")),
        (other, _) => other,
    }
}

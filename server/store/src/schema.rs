//! The schema as operators see it: what is pending, and taking it.

use crate::engine::{Access, Session};
use crate::migrations::{self, Dialect, Migration, Steps};
use crate::{REPLICA_SILENCE, Settings, StoreError};
use chrono::{DateTime, Utc};
use std::time::{Duration, Instant};

/// One step of the schema.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SchemaStep {
    /// Its number.
    pub version: i64,
    /// Its name.
    pub name: &'static str,
    /// Whether it takes away what the release before uses; otherwise servers of that release bear it.
    pub contracts: bool,
}

/// Which pending steps are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SchemaSteps {
    /// Those that servers of the release before bear.
    Expand,
    /// The others.
    Contract,
}

/// What a database says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Examined {
    /// Name and version of the engine.
    pub engine: String,
    /// The newest step that it went through; none in an empty database.
    pub newest: Option<i64>,
    /// The steps that it still has to go through.
    pub pending: Vec<SchemaStep>,
    /// How long it takes for an answer.
    pub latency: Duration,
    /// What time it says it is, if it has a clock of its own.
    pub clock: Option<DateTime<Utc>>,
    /// Whether it takes no changes.
    pub read_only: bool,
    /// The value of the setting that was asked for.
    pub setting: Option<String>,
}

/// The newest step that this program knows. It serves schemas that went through it, and what newer programs
/// add to them.
#[must_use]
pub fn newest_schema() -> i64 {
    migrations::newest()
}

/// Looks at a database without changing it, and at one of its settings.
///
/// # Errors
/// There is none, or none that this program can serve.
pub async fn examine(settings: Settings, setting: &str, log: slog::Logger) -> Result<Examined, StoreError> {
    let session = Session::open(&settings, Access::Look, log).await?;
    let engine = match session.dialect() {
        Dialect::Sqlite => "SELECT 'SQLite ' || sqlite_version()",
        Dialect::Postgres => "SELECT 'PostgreSQL ' || current_setting('server_version')",
    };
    let (engine,) = session.one::<(String,)>(engine, &[]).await?;
    let begun = Instant::now();
    let (clock, read_only) = match session.dialect() {
        Dialect::Sqlite => {
            session.one::<(i64,)>("SELECT count(*) FROM sqlite_schema", &[]).await?;
            (None, false)
        }
        Dialect::Postgres => {
            let sql = "SELECT CAST(extract(epoch FROM clock_timestamp()) * 1000000 AS BIGINT), \
                       pg_is_in_recovery()";
            let (clock, standby) = session.one::<(DateTime<Utc>, bool)>(sql, &[]).await?;
            (Some(clock), standby)
        }
    };
    let latency = begun.elapsed();
    let applied = session.applied().await?;
    let pending = migrations::pending(&applied)?.into_iter().map(SchemaStep::from).collect();
    let found = match applied.is_empty() {
        true => None,
        false => setting_of(&session, setting).await?,
    };
    let newest = applied.last().map(|step| step.version);
    Ok(Examined { engine, newest, pending, latency, clock, read_only, setting: found })
}

/// The value of a setting.
pub(crate) async fn setting_of(session: &Session, name: &str) -> Result<Option<String>, StoreError> {
    let sql = "SELECT s.value FROM settings s WHERE s.name = ?1";
    let found = session.fetch::<(String,)>(sql, &[name.into()]).await?;
    Ok(found.into_iter().next().map(|(value,)| value))
}

/// Takes pending steps; gives those that it took. An embedded database must not be in use.
///
/// # Errors
/// As [`examine`]; `Refused` when the schema is to be contracted before it is expanded.
pub async fn migrate(
    settings: Settings,
    steps: SchemaSteps,
    log: slog::Logger,
) -> Result<Vec<SchemaStep>, StoreError> {
    let mut session = Session::open(&settings, Access::Own, log).await?;
    let steps = match steps {
        SchemaSteps::Expand => Steps::Expand,
        SchemaSteps::Contract => Steps::Contract,
    };
    Ok(session.migrate(steps).await?.into_iter().map(SchemaStep::from).collect())
}

/// Replicas on a PostgreSQL database that were seen lately, with their versions.
///
/// # Errors
/// As [`examine`].
pub async fn running_replicas(
    settings: Settings,
    now: DateTime<Utc>,
    log: slog::Logger,
) -> Result<Vec<(String, String)>, StoreError> {
    let session = Session::open(&settings, Access::Look, log).await?;
    if session.applied().await?.is_empty() {
        return Ok(Vec::new());
    }
    replicas_seen(&session, now).await
}

/// Hosts and versions of the replicas that were seen lately.
pub(crate) async fn replicas_seen(
    session: &Session,
    now: DateTime<Utc>,
) -> Result<Vec<(String, String)>, StoreError> {
    let sql = "SELECT r.hostname, r.version FROM replicas r WHERE r.seen_at > ?1 ORDER BY r.id LIMIT 100";
    session.fetch(sql, &[(now - REPLICA_SILENCE).into()]).await
}

impl From<&'static Migration> for SchemaStep {
    fn from(step: &'static Migration) -> Self {
        Self { version: step.version, name: step.name, contracts: step.contracts() }
    }
}

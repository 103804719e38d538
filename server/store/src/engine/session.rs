//! One connection to either database, for commands of the operator that ask the engine itself.

use super::{postgres, sqlite};
use crate::migrations::{APPLIED, Applied, Dialect, Migration, Steps};
use crate::row::FromRow;
use crate::value::Value;
use crate::{Settings, StoreError};
use futures::future::try_join_all;
use std::sync::Arc;

/// What a session is opened for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Access {
    /// To look, beside servers that may run; nothing changes by it.
    Look,
    /// To read everything; no server starts meanwhile on an embedded database, unless one runs.
    Read,
    /// To write as the only one.
    Own,
}

/// A connection to one of the two.
pub(crate) enum Session {
    Sqlite(Box<sqlite::Alone>),
    Postgres(Arc<postgres::Connection>),
}

impl Session {
    /// Opens it.
    ///
    /// # Errors
    /// `Refused` when there is no database, or another process owns it; the engine's.
    pub(crate) async fn open(
        settings: &Settings,
        access: Access,
        log: slog::Logger,
    ) -> Result<Self, StoreError> {
        Ok(match (settings, access) {
            (Settings::Sqlite(settings), Access::Own) => {
                Self::Sqlite(sqlite::Alone::owning(&settings.folder, log)?.into())
            }
            (Settings::Sqlite(settings), Access::Look) => {
                Self::Sqlite(sqlite::Alone::looking(&settings.folder, log)?.into())
            }
            (Settings::Sqlite(settings), Access::Read) => {
                Self::Sqlite(sqlite::Alone::beside(&settings.folder, log)?.into())
            }
            (Settings::Postgres(settings), _) => {
                Self::Postgres(postgres::alone(settings, access != Access::Look, log).await?)
            }
        })
    }

    pub(crate) fn dialect(&self) -> Dialect {
        match self {
            Self::Sqlite(_) => Dialect::Sqlite,
            Self::Postgres(_) => Dialect::Postgres,
        }
    }

    /// The steps of the schema that the database went through, oldest first; none in an empty one.
    pub(crate) async fn applied(&self) -> Result<Vec<Applied>, StoreError> {
        match self {
            Self::Postgres(connection) => postgres::recorded(connection).await,
            Self::Sqlite(alone) => {
                let there = "SELECT count(*) FROM sqlite_schema WHERE name = 'schema_migrations'";
                match alone.fetch::<(i64,)>(there, &[])?.first() {
                    Some((1,)) => alone.fetch(APPLIED, &[]),
                    _ => Ok(Vec::new()),
                }
            }
        }
    }

    /// Takes pending steps; gives those that it took.
    pub(crate) async fn migrate(&mut self, steps: Steps) -> Result<Vec<&'static Migration>, StoreError> {
        match self {
            Self::Sqlite(alone) => alone.migrate(steps),
            Self::Postgres(connection) => postgres::migrate(connection, steps).await,
        }
    }

    /// Every row of a query.
    pub(crate) async fn fetch<R: FromRow>(
        &self,
        sql: &str,
        values: &[Value<'_>],
    ) -> Result<Vec<R>, StoreError> {
        match self {
            Self::Sqlite(alone) => alone.fetch(sql, values),
            Self::Postgres(connection) => Ok(connection.fetch(sql, values).await?),
        }
    }

    /// The only row of a query that always gives one.
    pub(crate) async fn one<R: FromRow>(&self, sql: &str, values: &[Value<'_>]) -> Result<R, StoreError> {
        let found = self.fetch(sql, values).await?.into_iter().next();
        found.ok_or_else(|| StoreError::Internal("a statement that always gives a row gave none".into()))
    }

    /// Runs a change.
    pub(crate) async fn execute(&self, sql: &str, values: &[Value<'_>]) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(alone) => alone.execute(sql, values).map(drop),
            Self::Postgres(connection) => Ok(connection.execute(sql, values).await.map(drop)?),
        }
    }

    /// Runs a change for each of these rows; on PostgreSQL they are under way together.
    pub(crate) async fn execute_each(&self, sql: &str, rows: &[Vec<Value<'_>>]) -> Result<(), StoreError> {
        let Some((first, rest)) = rows.split_first() else { return Ok(()) };
        // The first one prepares the statement.
        self.execute(sql, first).await?;
        match self {
            Self::Sqlite(alone) => rest.iter().try_for_each(|row| alone.execute(sql, row).map(drop)),
            Self::Postgres(connection) => {
                try_join_all(rest.iter().map(|row| connection.execute(sql, row))).await?;
                Ok(())
            }
        }
    }

    /// Statements without values or answers.
    pub(crate) async fn batch(&self, sql: &str) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(alone) => alone.batch(sql),
            Self::Postgres(connection) => Ok(connection.batch(sql).await?),
        }
    }

    /// Commits what was done since `BEGIN`, or undoes it.
    pub(crate) async fn settle<T>(&self, done: Result<T, StoreError>) -> Result<T, StoreError> {
        match done {
            Ok(value) => self.batch("COMMIT").await.map(|()| value),
            Err(error) => {
                // What failed first is told.
                let _ = self.batch("ROLLBACK").await;
                Err(error)
            }
        }
    }
}

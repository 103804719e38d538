//! A query's way to its connection.

use super::{CachedAnswer, Json, postgres, sqlite};
use crate::StoreError;
use crate::migrations::Dialect;
use crate::row::FromRow;
use crate::value::Value;
use crate::watch::Watch;
use std::sync::Arc;

/// Where the queries of one closure go.
#[derive(Clone)]
pub(crate) enum Link {
    /// To the connection that sits on this thread under this ticket.
    Sqlite(sqlite::Ticket),
    /// To this connection, which holds the closure's transaction.
    Postgres(Arc<postgres::Connection>),
    /// To this one of the connections that are shared by point reads.
    Shared(Arc<postgres::Shared>, postgres::SlotIndex),
}

impl Link {
    /// How the database at its end reads JSON.
    pub(crate) fn json(&self) -> Json {
        match self {
            Self::Sqlite(_) => Json::Sqlite,
            Self::Postgres(_) | Self::Shared(..) => Json::Postgres,
        }
    }

    pub(crate) fn dialect(&self) -> Dialect {
        match self {
            Self::Sqlite(_) => Dialect::Sqlite,
            Self::Postgres(_) | Self::Shared(..) => Dialect::Postgres,
        }
    }

    /// What was read under this name, if nothing was committed since.
    pub(crate) fn recall(&self, name: &str) -> Result<Option<CachedAnswer>, StoreError> {
        match self {
            Self::Sqlite(ticket) => sqlite::recall(*ticket, name),
            // Nothing as cheap as a query tells whether another replica has committed.
            Self::Postgres(_) | Self::Shared(..) => Ok(None),
        }
    }

    /// Lets an answer be recalled.
    pub(crate) fn keep(&self, name: &str, answer: CachedAnswer) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(ticket) => sqlite::keep(*ticket, name, answer),
            Self::Postgres(_) | Self::Shared(..) => Ok(()),
        }
    }

    pub(crate) async fn fetch<R: FromRow>(
        &self,
        sql: &str,
        values: &[Value<'_>],
        watch: &Watch,
    ) -> Result<Vec<R>, StoreError> {
        match self {
            Self::Sqlite(ticket) => sqlite::fetch(*ticket, sql, values),
            Self::Postgres(connection) if watch.has_written() => {
                watched(connection.fetch(sql, values).await, watch)
            }
            Self::Postgres(connection) => watched(connection.look(sql, values).await, watch),
            Self::Shared(shared, turn) => shared.fetch(*turn, sql, values).await,
        }
    }

    /// A change; gives how many rows it changed.
    pub(crate) async fn execute(
        &self,
        sql: &str,
        values: &[Value<'_>],
        watch: &Watch,
    ) -> Result<u64, StoreError> {
        match self {
            Self::Sqlite(ticket) => sqlite::execute(*ticket, sql, values),
            Self::Postgres(connection) => watched(connection.execute(sql, values).await, watch),
            Self::Shared(..) => Err(StoreError::Internal("a point read changes nothing".into())),
        }
    }
}

/// An answer from inside a transaction, which may have to be run again because of it.
fn watched<T>(answer: Result<T, postgres::Failure>, watch: &Watch) -> Result<T, StoreError> {
    if answer.as_ref().is_err_and(|failure| failure.again) {
        watch.ask_again();
    }
    Ok(answer?)
}

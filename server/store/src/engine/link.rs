//! A query's way to its connection.

use super::sqlite;
use crate::StoreError;
use crate::row::FromRow;
use crate::value::Value;

/// Where the queries of one closure go.
#[derive(Clone)]
pub(crate) enum Link {
    /// To the connection that sits on this thread under this ticket.
    Sqlite(sqlite::Ticket),
}

impl Link {
    pub(crate) async fn fetch<R: FromRow>(
        &self,
        sql: &str,
        values: &[Value<'_>],
    ) -> Result<Vec<R>, StoreError> {
        match self {
            Self::Sqlite(ticket) => sqlite::fetch(*ticket, sql, values),
        }
    }
}

//! One connection: its prepared statements, and queries that may be under way side by side.

use super::error::Failure;
use crate::StoreError;
use crate::counters::{self, Counters};
use crate::row::{FromRow, Row};
use crate::value::Value;
use crate::watch::lock;
use futures::TryStreamExt;
use std::collections::HashMap;
use std::future::Future;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio_postgres::types::Type;
use tokio_postgres::{Client, Statement};

/// The number of prepared statements at which a connection drops all of them.
const STATEMENTS: usize = 512;

/// A connection. Dropping the last handle closes it, and aborts an open transaction.
pub(crate) struct Connection {
    client: Client,
    statements: Mutex<HashMap<Box<str>, Statement>>,
    limit: Duration,
    broken: AtomicBool,
    counters: Arc<Counters>,
}

impl Connection {
    pub(super) fn new(client: Client, limit: Duration, counters: Arc<Counters>) -> Self {
        Self { client, statements: Mutex::default(), limit, broken: AtomicBool::new(false), counters }
    }

    /// Whether it can't be used any more.
    pub(super) fn is_broken(&self) -> bool {
        self.broken.load(Relaxed) || self.client.is_closed()
    }

    /// Whether it is closed by the server, as opposed to slow.
    pub(super) fn is_lost(&self) -> bool {
        self.client.is_closed()
    }

    pub(crate) async fn fetch<R: FromRow>(&self, sql: &str, values: &[Value<'_>]) -> Result<Vec<R>, Failure> {
        let rows = self.limited(self.rows(sql, values)).await?;
        Ok(rows.iter().map(|row| R::from_row(&mut Row::postgres(row))).collect::<Result<_, _>>()?)
    }

    /// A change; gives how many rows it changed.
    pub(crate) async fn execute(&self, sql: &str, values: &[Value<'_>]) -> Result<u64, Failure> {
        let work = async {
            let statement = self.statement(sql, values).await?;
            self.client.execute_raw(&statement, values).await
        };
        self.limited(work).await
    }

    /// Statements without values or answers (`BEGIN`, a migration).
    pub(super) async fn batch(&self, sql: &str) -> Result<(), Failure> {
        self.limited(self.client.batch_execute(sql)).await
    }

    async fn rows(
        &self,
        sql: &str,
        values: &[Value<'_>],
    ) -> Result<Vec<tokio_postgres::Row>, tokio_postgres::Error> {
        let statement = self.statement(sql, values).await?;
        self.client.query_raw(&statement, values).await?.try_collect().await
    }

    async fn statement(&self, sql: &str, values: &[Value<'_>]) -> Result<Statement, tokio_postgres::Error> {
        if let Some(statement) = lock(&self.statements).get(sql) {
            return Ok(statement.clone());
        }
        let types: Vec<Type> = values.iter().map(Value::postgres_type).collect();
        let statement = self.client.prepare_typed(&sql.replace('?', "$"), &types).await?;
        let mut statements = lock(&self.statements);
        if statements.len() >= STATEMENTS {
            statements.clear();
        }
        statements.insert(sql.into(), statement.clone());
        Ok(statement)
    }

    /// Sends one statement and waits for its answer, but not forever.
    async fn limited<T>(
        &self,
        work: impl Future<Output = Result<T, tokio_postgres::Error>>,
    ) -> Result<T, Failure> {
        counters::add(&self.counters.statements);
        let failure = match tokio::time::timeout(self.limit, work).await {
            Ok(Ok(answer)) => return Ok(answer),
            Ok(Err(error)) => Failure::from(error),
            Err(_) => {
                let error = StoreError::away("a statement took too long");
                Failure { error, again: false, answered: false }
            }
        };
        // A connection that can't answer, or whose statements a proxy or a migration made worthless, isn't
        // used again.
        let unfit =
            !failure.answered || matches!(failure.error, StoreError::Refused(_) | StoreError::Internal(_));
        self.broken.fetch_or(unfit, Relaxed);
        Err(failure)
    }
}

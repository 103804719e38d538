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
    /// What begins the transaction, until it was sent.
    begin: Mutex<Option<&'static str>>,
    /// Nothing was answered when a transaction was to begin.
    stale: AtomicBool,
    counters: Arc<Counters>,
}

impl Connection {
    pub(super) fn new(client: Client, limit: Duration, counters: Arc<Counters>) -> Self {
        Self {
            client,
            statements: Mutex::default(),
            limit,
            broken: AtomicBool::new(false),
            begin: Mutex::default(),
            stale: AtomicBool::new(false),
            counters,
        }
    }

    /// Whether it can't be used any more.
    pub(super) fn is_broken(&self) -> bool {
        self.broken.load(Relaxed) || self.client.is_closed()
    }

    /// Whether it is closed by the server, as opposed to slow.
    pub(super) fn is_lost(&self) -> bool {
        self.client.is_closed()
    }

    /// The rows of a query or a change. A transaction that wasn't begun yet is begun before.
    pub(crate) async fn fetch<R: FromRow>(&self, sql: &str, values: &[Value<'_>]) -> Result<Vec<R>, Failure> {
        self.begun().await?;
        self.rows_of(sql, values).await
    }

    /// The rows of a query that changes nothing. What begins its transaction is sent together with it: if
    /// that is refused, the query did no harm outside of one.
    pub(crate) async fn look<R: FromRow>(&self, sql: &str, values: &[Value<'_>]) -> Result<Vec<R>, Failure> {
        let Some(begin) = self.unsent() else { return self.rows_of(sql, values).await };
        // What is asked first is sent first.
        let (begun, rows) = futures::join!(self.send_begin(begin), self.rows_of(sql, values));
        begun.and(rows)
    }

    async fn rows_of<R: FromRow>(&self, sql: &str, values: &[Value<'_>]) -> Result<Vec<R>, Failure> {
        let rows = self.limited(self.rows(sql, values)).await?;
        Ok(rows.iter().map(|row| R::from_row(&mut Row::postgres(row))).collect::<Result<_, _>>()?)
    }

    /// Begins a transaction with the next statement.
    pub(super) fn begin(&self, begin: &'static str) {
        *lock(&self.begin) = Some(begin);
    }

    /// What begins the transaction, if it is still to be sent; the caller sends it.
    fn unsent(&self) -> Option<&'static str> {
        lock(&self.begin).take()
    }

    /// Begins the transaction now, unless it was.
    pub(super) async fn begun(&self) -> Result<(), Failure> {
        match self.unsent() {
            Some(begin) => self.send_begin(begin).await,
            None => Ok(()),
        }
    }

    async fn send_begin(&self, begin: &str) -> Result<(), Failure> {
        let begun = self.batch(begin).await;
        self.stale.fetch_or(begun.as_ref().is_err_and(|failure| !failure.answered), Relaxed);
        begun
    }

    /// Whether it turned out to be of no use before anything was done on it.
    pub(super) fn is_stale(&self) -> bool {
        self.stale.load(Relaxed)
    }

    /// Ends the transaction; false when nothing was asked in it, so that it was never begun.
    pub(super) async fn end(&self, end: &'static str) -> Result<bool, Failure> {
        match self.unsent() {
            Some(_) => Ok(false),
            None => self.batch(end).await.map(|()| true),
        }
    }

    /// Notifies everybody who listens on a channel. It isn't counted as a statement.
    pub(super) async fn notify(&self, channel: &str, payload: &str) -> Result<(), Failure> {
        self.bounded(self.rows("SELECT pg_notify(?1, ?2)", &[channel.into(), payload.into()])).await.map(drop)
    }

    /// A change; gives how many rows it changed.
    pub(crate) async fn execute(&self, sql: &str, values: &[Value<'_>]) -> Result<u64, Failure> {
        self.begun().await?;
        let work = async {
            let statement = self.statement(sql, values).await?;
            self.client.execute_raw(&statement, values).await
        };
        self.limited(work).await
    }

    /// Statements without values or answers (`BEGIN`, a migration).
    pub(crate) async fn batch(&self, sql: &str) -> Result<(), Failure> {
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
        self.bounded(work).await
    }

    async fn bounded<T>(
        &self,
        work: impl Future<Output = Result<T, tokio_postgres::Error>>,
    ) -> Result<T, Failure> {
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

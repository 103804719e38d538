//! One transaction, seen from inside.

use crate::engine::Link;
use crate::engine::postgres::CHANNEL;
use crate::migrations::Dialect;
use crate::reader::Reader;
use crate::row::FromRow;
use crate::signals::{Board, LONGEST_TOPIC};
use crate::table::Write;
use crate::value::Value;
use crate::watch::Watch;
use crate::{Inserted, StoreError};
use std::ops::Deref;
use std::sync::Arc;

/// A transaction: reads like a [`Reader`], and writes. The first error poisons it: every later query gives
/// that error again, and nothing is committed.
#[derive(Clone)]
pub struct Tx {
    reader: Reader,
    board: Option<Board>,
}

impl Deref for Tx {
    type Target = Reader;

    fn deref(&self) -> &Reader {
        &self.reader
    }
}

impl Tx {
    pub(crate) fn new(link: Link, watch: Arc<Watch>) -> Self {
        Self { reader: Reader::new(link, watch), board: None }
    }

    /// The same transaction, whose signals are heard on this board.
    pub(crate) fn heard_on(self, board: Board) -> Self {
        Self { board: Some(board), ..self }
    }

    /// Wakes the listeners of the topic, on every replica, once the transaction is committed; see
    /// [`crate::Store::listen`]. On PostgreSQL commits that tell something wait for each other a little, so
    /// tell what somebody waits for.
    pub async fn tell(&self, topic: &str) -> Result<(), StoreError> {
        debug_assert!(topic.len() <= LONGEST_TOPIC, "a topic is short: {topic}");
        if let Dialect::Postgres = self.dialect() {
            self.reader.execute("SELECT pg_notify(?1, ?2)", &[CHANNEL.into(), topic.into()]).await?;
        }
        if let Some(board) = self.board.clone() {
            let topic = topic.to_owned();
            self.after_commit(move || board.wake(&topic));
        }
        Ok(())
    }

    /// Runs `hook` once the transaction is durable, before its result is given out; never when it isn't
    /// committed.
    pub fn after_commit(&self, hook: impl FnOnce() + Send + 'static) {
        self.reader.watch().after_commit(Box::new(hook));
    }

    /// Whether any statement of this transaction has changed rows, or tried to.
    pub fn has_written(&self) -> bool {
        self.reader.watch().has_written()
    }

    /// A rule of the schema that a method sees before the engine would; poisons like any error.
    pub(crate) fn conflict(&self, constraint: &str) -> StoreError {
        let error = StoreError::Conflict { constraint: constraint.to_owned() };
        self.reader.watch().poison(error.clone());
        error
    }

    /// Changes rows; gives how many (those that a foreign key takes along not counted).
    pub(crate) async fn execute(&self, sql: &str, values: &[Value<'_>]) -> Result<u64, StoreError> {
        self.reader.watch().note_write();
        self.reader.execute(sql, values).await
    }

    /// Changes rows, and gives what the statement returns of them.
    pub(crate) async fn change<R: FromRow>(
        &self,
        sql: &str,
        values: &[Value<'_>],
    ) -> Result<Vec<R>, StoreError> {
        self.reader.watch().note_write();
        self.reader.fetch(sql, values).await
    }

    /// Adds a row; one that is there already is an error.
    pub(crate) async fn insert<W: Write>(&self, row: &W) -> Result<(), StoreError> {
        self.execute(&W::statements(self.dialect()).insert, &row.values(true)).await.map(|_| ())
    }

    /// Adds a row, unless it meets one with the same key or unique value.
    pub(crate) async fn insert_new<W: Write>(&self, row: &W) -> Result<Inserted, StoreError> {
        let count = self.execute(&W::statements(self.dialect()).insert_new, &row.values(true)).await?;
        Ok(Inserted::from_count(count))
    }

    /// Changes a row; false when there is none.
    pub(crate) async fn update<W: Write>(&self, row: &W) -> Result<bool, StoreError> {
        Ok(self.execute(&W::statements(self.dialect()).update, &row.values(false)).await? > 0)
    }

    /// Adds a row, or changes the one with the same key.
    pub(crate) async fn put<W: Write>(&self, row: &W) -> Result<(), StoreError> {
        self.execute(&W::statements(self.dialect()).put, &row.values(true)).await.map(|_| ())
    }
}

//! One transaction, seen from inside.

use crate::engine::Link;
use crate::reader::Reader;
use crate::row::FromRow;
use crate::signals::LONGEST_TOPIC;
use crate::store::Signals;
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
    signals: Option<Signals>,
}

impl Deref for Tx {
    type Target = Reader;

    fn deref(&self) -> &Reader {
        &self.reader
    }
}

impl Tx {
    pub(crate) fn new(link: Link, watch: Arc<Watch>) -> Self {
        Self { reader: Reader::new(link, watch), signals: None }
    }

    /// The same transaction with somewhere for its signals to go.
    pub(crate) fn heard_by(self, signals: Signals) -> Self {
        Self { signals: Some(signals), ..self }
    }

    /// Wakes the listeners of the topic once the transaction is committed: those of this process at once,
    /// those of other replicas within a moment, since what is told within one goes to them together; see
    /// [`crate::Store::listen`].
    pub async fn tell(&self, topic: &str) -> Result<(), StoreError> {
        debug_assert!(topic.len() <= LONGEST_TOPIC && !topic.contains('\n'), "a topic is short: {topic}");
        if let Some(signals) = self.signals.clone() {
            let topic = topic.to_owned();
            self.after_commit(move || signals.tell(&topic));
        }
        Ok(())
    }

    /// The same for the listeners of this process alone: for work that one replica does, and others find by
    /// time where it doesn't.
    pub fn tell_here(&self, topic: &'static str) {
        if let Some(signals) = self.signals.clone() {
            self.after_commit(move || signals.tell_here(topic));
        }
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

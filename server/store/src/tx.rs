//! One transaction, seen from inside.

use crate::StoreError;
use crate::engine::Link;
use crate::reader::Reader;
use crate::value::Value;
use crate::watch::Watch;
use std::ops::Deref;
use std::sync::Arc;

/// A transaction: reads like a [`Reader`], and writes. The first error poisons it: every later query gives that error
/// again, and nothing is committed.
#[derive(Clone)]
pub struct Tx {
    reader: Reader,
}

impl Deref for Tx {
    type Target = Reader;

    fn deref(&self) -> &Reader {
        &self.reader
    }
}

impl Tx {
    pub(crate) fn new(link: Link, watch: Arc<Watch>) -> Self {
        Self { reader: Reader::new(link, watch) }
    }

    /// Runs `hook` once the transaction is durable, before its result is given out; never when it isn't committed.
    pub fn after_commit(&self, hook: impl FnOnce() + Send + 'static) {
        self.reader.watch().after_commit(Box::new(hook));
    }

    /// A rule of the schema that a method sees before the engine would; poisons like any error.
    pub(crate) fn conflict(&self, constraint: &str) -> StoreError {
        let error = StoreError::Conflict { constraint: constraint.to_owned() };
        self.reader.watch().poison(error.clone());
        error
    }

    /// Changes rows; gives how many (those that a foreign key takes along not counted).
    pub(crate) async fn execute(&self, sql: &str, values: &[Value<'_>]) -> Result<u64, StoreError> {
        let rows: Vec<Changed> = self.fetch(sql, values).await?;
        Ok(rows.len() as u64)
    }
}

/// A row that a change gave back; only its being there counts.
struct Changed;

impl crate::row::FromRow for Changed {
    fn from_row(_: &mut crate::row::Row<'_>) -> Result<Self, StoreError> {
        Ok(Self)
    }
}

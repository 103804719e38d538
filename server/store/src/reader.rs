//! The handle that queries are asked through.

use crate::StoreError;
use crate::engine::{Json, Link};
use crate::filter::Filter;
use crate::migrations::Dialect;
use crate::row::FromRow;
use crate::value::Value;
use crate::watch::Watch;
use std::future::Future;
use std::sync::Arc;

/// Asks queries inside one `read`, `scan` or `write` closure; useless after it. Its methods stand in
/// `tables`.
#[derive(Clone)]
pub struct Reader {
    link: Link,
    watch: Arc<Watch>,
    point_read: bool,
}

impl Reader {
    pub(crate) fn new(link: Link, watch: Arc<Watch>) -> Self {
        Self { link, watch, point_read: false }
    }

    pub(crate) fn of_point_read(link: Link, watch: Arc<Watch>) -> Self {
        Self { link, watch, point_read: true }
    }

    /// Whether this is a point read: to it, what the request's session brought is as good as what it could
    /// read itself. To a scan or a transaction it isn't, whose queries all belong to one later moment.
    pub fn is_point_read(&self) -> bool {
        self.point_read
    }

    pub(crate) fn watch(&self) -> &Arc<Watch> {
        &self.watch
    }

    /// How this database reads JSON.
    pub(crate) fn json(&self) -> Json {
        self.link.json()
    }

    /// An empty filter for the engine that is asked.
    pub(crate) fn filter<'a>(&self) -> Filter<'a> {
        Filter::new(self.dialect())
    }

    /// The words of the engine that is asked.
    pub(crate) fn dialect(&self) -> Dialect {
        self.link.dialect()
    }

    /// What `make` reads. An SQLite connection for point reads remembers it under `name` until anything is
    /// committed: what this process commits is seen at once, what `burgrave admin` does beside it before that
    /// says it is done. Everything else asks each time. What isn't there isn't remembered.
    ///
    /// # Errors
    /// Those of `make`, and the storage's.
    pub async fn cached<T, E, Fut>(&self, name: &str, make: impl FnOnce() -> Fut) -> Result<Option<Arc<T>>, E>
    where
        T: Send + Sync + 'static,
        E: From<StoreError>,
        Fut: Future<Output = Result<Option<T>, E>>,
    {
        let recalled = self.watch.depart()?.land(self.link.recall(name))?;
        if let Some(known) = recalled.and_then(|answer| answer.downcast::<T>().ok()) {
            return Ok(Some(known));
        }
        let Some(made) = make().await?.map(Arc::new) else { return Ok(None) };
        self.link.keep(name, made.clone())?;
        Ok(Some(made))
    }

    /// Every row of a statement (`?1`, `?2`… are the values).
    pub(crate) async fn fetch<R: FromRow>(
        &self,
        sql: &str,
        values: &[Value<'_>],
    ) -> Result<Vec<R>, StoreError> {
        let flight = self.watch.depart()?;
        let answer = self.link.fetch(sql, values, &self.watch).await;
        flight.land(answer)
    }

    /// Runs a change, which only transactions give out.
    pub(crate) async fn execute(&self, sql: &str, values: &[Value<'_>]) -> Result<u64, StoreError> {
        let flight = self.watch.depart()?;
        let answer = self.link.execute(sql, values, &self.watch).await;
        flight.land(answer)
    }

    /// The first row, if there is any.
    pub(crate) async fn find<R: FromRow>(
        &self,
        sql: &str,
        values: &[Value<'_>],
    ) -> Result<Option<R>, StoreError> {
        Ok(self.fetch(sql, values).await?.into_iter().next())
    }

    /// The only row of a statement that always gives one (an aggregate).
    pub(crate) async fn one<R: FromRow>(&self, sql: &str, values: &[Value<'_>]) -> Result<R, StoreError> {
        let found = self.find(sql, values).await?;
        found.ok_or_else(|| StoreError::Internal("a statement that always gives a row gave none".into()))
    }
}

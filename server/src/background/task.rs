//! What runs again and again.

use std::future::Future;
use std::sync::Arc;

use chrono::TimeDelta;
use futures::FutureExt;
use futures::future::BoxFuture;
use tokio_util::sync::CancellationToken;

use super::Failed;

/// Tells a run that the server stops. Work in many steps looks at it between two of them.
pub(crate) type Stop = CancellationToken;

/// The work of one run.
pub(super) type Work = Arc<dyn Fn(Stop) -> BoxFuture<'static, Result<(), Failed>> + Send + Sync>;

/// A named task.
#[derive(Clone)]
pub(crate) struct Task {
    /// Its name in metrics, in the log and in its lease: words joined by `_`.
    pub(super) name: &'static str,
    /// From the beginning of one run to that of the next.
    pub(super) every: TimeDelta,
    /// Where it runs.
    pub(super) place: Placement,
    /// What calls it before it is due.
    pub(super) called_by: Option<&'static str>,
    pub(super) work: Work,
}

/// Which replicas run a task.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Placement {
    /// Each for itself.
    Each,
    /// One at a time, for all of them.
    One,
}

impl Task {
    /// A task for what this process holds in memory.
    pub(crate) fn on_each_replica<Fut>(
        name: &'static str,
        every: TimeDelta,
        work: impl Fn(Stop) -> Fut + Send + Sync + 'static,
    ) -> Self
    where
        Fut: Future<Output = Result<(), Failed>> + Send + 'static,
    {
        let work: Work = Arc::new(move |stop| work(stop).boxed());
        Self { name, every, place: Placement::Each, called_by: None, work }
    }

    /// A task for what the database holds: it runs on one replica at a time, and once in its period for all
    /// of them, restarts included.
    pub(crate) fn on_one_replica<Fut>(
        name: &'static str,
        every: TimeDelta,
        work: impl Fn(Stop) -> Fut + Send + Sync + 'static,
    ) -> Self
    where
        Fut: Future<Output = Result<(), Failed>> + Send + 'static,
    {
        let work: Work = Arc::new(move |stop| work(stop).boxed());
        Self { name, every, place: Placement::One, called_by: None, work }
    }

    /// The same, which runs on this replica also when a transaction has [told](burgrave_store::Tx::tell_here)
    /// this topic. One that is for all replicas runs once in its period all the same.
    #[must_use]
    pub(crate) fn called_by(self, topic: &'static str) -> Self {
        Self { called_by: Some(topic), ..self }
    }
}

//! The rule for closures: their futures may wait for the database and for nothing else.
//!
//! On SQLite everything is ready at once, so the future is polled once. On PostgreSQL the same rule is kept
//! by looking, whenever the future is pending, whether a query of its own is under way; otherwise a closure
//! that works there would fail on SQLite, and would hold a transaction open for as long as something foreign
//! pleases.

use crate::StoreError;
use crate::watch::Watch;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

/// The text of the error when a closure's future waits for something else.
pub(crate) const FOREIGN_WAIT: &str = "a storage closure waited for something other than its own queries";

/// Polls once, as SQLite closures are run.
pub(crate) fn poll_once<T, E: From<StoreError>>(future: impl Future<Output = Result<T, E>>) -> Result<T, E> {
    let mut future = std::pin::pin!(future);
    match future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(answer) => answer,
        Poll::Pending => Err(StoreError::Internal(FOREIGN_WAIT.into()).into()),
    }
}

/// A PostgreSQL closure's future under the same rule.
pub(crate) struct Ruled<F> {
    future: Pin<Box<F>>,
    watch: Arc<Watch>,
}

impl<F> Ruled<F> {
    pub(crate) fn new(future: F, watch: Arc<Watch>) -> Self {
        Self { future: Box::pin(future), watch }
    }
}

impl<T, E: From<StoreError>, F: Future<Output = Result<T, E>>> Future for Ruled<F> {
    type Output = Result<T, E>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let polled = self.future.as_mut().poll(context);
        if polled.is_pending() && !self.watch.waits() {
            let error = StoreError::Internal(FOREIGN_WAIT.into());
            self.watch.poison(error.clone());
            return Poll::Ready(Err(error.into()));
        }
        polled
    }
}

//! A transaction that waits for the writer, and its outcome that waits for the commit.

use crate::ruled::poll_once;
use crate::watch::{Hook, Watch};
use crate::{StoreError, Tx};
use std::future::Future;
use std::sync::Arc;
use tokio::sync::oneshot;

/// A closure without its types.
pub(super) trait Job: Send {
    /// Runs the closure and keeps its outcome; true when it is to be committed. An outcome kept before is
    /// forgotten.
    fn run(&mut self, tx: Tx, watch: &Arc<Watch>) -> bool;
    /// The closure can't be committed.
    fn fail(&mut self, error: StoreError);
    /// Sends the outcome to the waiting caller.
    fn release(self: Box<Self>);
    /// Whether the kept outcome is a success.
    fn succeeded(&self) -> bool;
    /// What is to be called after the commit.
    fn hooks(&mut self) -> Vec<Hook>;
}

/// The closure of one `Store::write`.
pub(super) struct Write<F, T, E> {
    closure: F,
    outcome: Option<Result<T, E>>,
    hooks: Vec<Hook>,
    reply: oneshot::Sender<Result<T, E>>,
}

impl<F, T, E> Write<F, T, E> {
    pub(super) fn new(closure: F, reply: oneshot::Sender<Result<T, E>>) -> Self {
        Self { closure, outcome: None, hooks: Vec::new(), reply }
    }
}

impl<F, Fut, T, E> Job for Write<F, T, E>
where
    F: Fn(Tx) -> Fut + Send,
    Fut: Future<Output = Result<T, E>>,
    T: Send,
    E: From<StoreError> + Send,
{
    fn run(&mut self, tx: Tx, watch: &Arc<Watch>) -> bool {
        let outcome = poll_once((self.closure)(tx));
        let outcome = match (outcome, watch.close()) {
            // It went on after an error: what it holds for done is not.
            (Ok(_), Some(error)) => Err(error.into()),
            (outcome, _) => outcome,
        };
        self.hooks = watch.take_hooks();
        self.outcome.insert(outcome).is_ok()
    }

    fn fail(&mut self, error: StoreError) {
        self.outcome = Some(Err(error.into()));
    }

    fn release(self: Box<Self>) {
        if let Some(outcome) = self.outcome {
            // The caller may have been dropped; the work is done all the same.
            let _ = self.reply.send(outcome);
        }
    }

    fn succeeded(&self) -> bool {
        matches!(self.outcome, Some(Ok(_)))
    }

    fn hooks(&mut self) -> Vec<Hook> {
        std::mem::take(&mut self.hooks)
    }
}

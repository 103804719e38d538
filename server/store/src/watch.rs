//! What a running closure is watched for: queries under way, the first error, what must follow the commit.

use crate::StoreError;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Called after a commit.
pub(crate) type Hook = Box<dyn FnOnce() + Send>;

/// Shared by a `Reader` or `Tx`, its clones, and the engine that runs the closure.
#[derive(Default)]
pub(crate) struct Watch {
    under_way: AtomicUsize,
    closed: AtomicBool,
    written: AtomicBool,
    error: Mutex<Option<StoreError>>,
    again: AtomicBool,
    hooks: Mutex<Vec<Hook>>,
}

/// A query under way. Dropped without `land`, it counts as an error: its answer was not used.
pub(crate) struct Flight<'w> {
    watch: &'w Watch,
    landed: bool,
}

impl Watch {
    /// Marks a query as under way, unless the closure is over or met an error before.
    pub(crate) fn depart(&self) -> Result<Flight<'_>, StoreError> {
        if self.closed.load(SeqCst) {
            return Err(StoreError::Internal(
                "a reader or transaction was used after its closure ended".into(),
            ));
        }
        if let Some(first) = &*lock(&self.error) {
            return Err(first.clone());
        }
        self.under_way.fetch_add(1, SeqCst);
        Ok(Flight { watch: self, landed: false })
    }

    /// Whether any query is under way.
    pub(crate) fn waits(&self) -> bool {
        self.under_way.load(SeqCst) > 0
    }

    /// Ends the closure: later queries are refused. Gives the first error.
    pub(crate) fn close(&self) -> Option<StoreError> {
        self.closed.store(true, SeqCst);
        lock(&self.error).clone()
    }

    /// The first error stays; every later query gives it again.
    pub(crate) fn poison(&self, error: StoreError) {
        lock(&self.error).get_or_insert(error);
    }

    /// Asks for the transaction to be run again (a serialization failure).
    pub(crate) fn ask_again(&self) {
        self.again.store(true, SeqCst);
    }

    /// Whether the transaction is to be run again.
    pub(crate) fn asked_again(&self) -> bool {
        self.again.load(SeqCst)
    }

    /// Notes that a row may have been changed.
    pub(crate) fn note_write(&self) {
        self.written.store(true, SeqCst);
    }

    /// Whether a change was noted.
    pub(crate) fn has_written(&self) -> bool {
        self.written.load(SeqCst)
    }

    pub(crate) fn after_commit(&self, hook: Hook) {
        lock(&self.hooks).push(hook);
    }

    pub(crate) fn take_hooks(&self) -> Vec<Hook> {
        std::mem::take(&mut *lock(&self.hooks))
    }
}

impl Flight<'_> {
    /// The answer came; an error poisons.
    pub(crate) fn land<T>(mut self, answer: Result<T, StoreError>) -> Result<T, StoreError> {
        self.landed = true;
        answer.inspect_err(|error| self.watch.poison(error.clone()))
    }
}

impl Drop for Flight<'_> {
    fn drop(&mut self) {
        self.watch.under_way.fetch_sub(1, SeqCst);
        if !self.landed {
            self.watch.poison(StoreError::Internal("a query was dropped before its answer".into()));
        }
    }
}

/// Locks even when a panicking thread held the lock: what it guards here is always whole.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

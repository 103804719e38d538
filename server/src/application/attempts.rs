//! Attempts to send messages, counted for metrics.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

/// What has become of an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum AttemptOutcome {
    /// The message has arrived.
    Arrived,
    /// It never will.
    Refused,
    /// It may arrive later.
    Failed,
}

impl AttemptOutcome {
    /// Its word in metrics.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Arrived => "arrived",
            Self::Refused => "refused",
            Self::Failed => "failed",
        }
    }
}

/// How many there were, by their way and their outcome. Clones are the same.
#[derive(Debug, Clone, Default)]
pub(crate) struct Attempts(Arc<Mutex<BTreeMap<(&'static str, AttemptOutcome), u64>>>);

impl Attempts {
    /// One more.
    pub(crate) fn count(&self, way: &'static str, outcome: AttemptOutcome) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner).entry((way, outcome)).or_default() += 1;
    }

    /// All of them.
    pub(crate) fn counted(&self) -> Vec<(&'static str, AttemptOutcome, u64)> {
        let counted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        counted.iter().map(|((way, outcome), count)| (*way, *outcome, *count)).collect()
    }
}

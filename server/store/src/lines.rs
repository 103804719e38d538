//! Those of one process who wait for the same thing of the database: one looks, and the others stand in line
//! behind it. So a signal costs one look, however many wait.

use crate::watch::lock;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, Weak};
use tokio::sync::OwnedMutexGuard;

/// Whoever holds it stands first.
type Line = tokio::sync::Mutex<()>;

/// The lines of a process, by what is waited for. Clones share them.
#[derive(Clone, Default)]
pub struct Lines {
    known: Arc<Mutex<HashMap<Box<str>, Weak<Line>>>>,
}

/// Who has it stands first in line; the next one does when it is dropped.
#[must_use]
pub struct First {
    _turn: OwnedMutexGuard<()>,
}

impl Lines {
    /// Waits until the caller stands first in the line of those who wait for this.
    pub async fn first(&self, waits_for: &str) -> First {
        First { _turn: self.line(waits_for).lock_owned().await }
    }

    fn line(&self, waits_for: &str) -> Arc<Line> {
        let mut known = lock(&self.known);
        if let Some(line) = known.get(waits_for).and_then(Weak::upgrade) {
            return line;
        }
        known.retain(|_, line| line.strong_count() > 0);
        let line = Arc::new(Line::new(()));
        known.insert(waits_for.into(), Arc::downgrade(&line));
        line
    }
}

#[cfg(test)]
mod tests {
    use futures::FutureExt;

    use super::*;

    #[tokio::test]
    async fn one_of_a_line_is_first_and_lines_do_not_wait_for_each_other() {
        let lines = Lines::default();
        let first = lines.first("jobs").await;
        assert!(lines.first("jobs").now_or_never().is_none());
        let other = lines.first("other").await;
        drop(first);
        drop(lines.first("jobs").await);
        drop(other);
        let _last = lines.first("third").await;
        assert_eq!(lock(&lines.known).len(), 1, "a line that nobody stands in is forgotten");
    }
}

//! What is counted of each task.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// The counts of one task.
#[derive(Debug, Default)]
pub(crate) struct Meter {
    runs: AtomicU64,
    failures: AtomicU64,
    last_microseconds: AtomicU64,
}

/// The counts at one moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TaskReading {
    /// The task's name.
    pub task: &'static str,
    /// Runs that came to an end here, failed ones included.
    pub runs: u64,
    /// Runs that failed.
    pub failures: u64,
    /// How long the last of them took.
    pub last: Duration,
}

/// The meters of all tasks of this process.
#[derive(Debug, Default)]
pub(crate) struct Meters(Mutex<Vec<(&'static str, Arc<Meter>)>>);

impl Meters {
    /// The meter of a task, at 0 when the task is new.
    pub(super) fn of(&self, task: &'static str) -> Arc<Meter> {
        let mut meters = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, meter)) = meters.iter().find(|(name, _)| *name == task) {
            return meter.clone();
        }
        let meter = Arc::new(Meter::default());
        meters.push((task, meter.clone()));
        meter
    }

    /// All counts, in the order in which the tasks were listed.
    pub(crate) fn read(&self) -> Vec<TaskReading> {
        let meters = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        meters.iter().map(|(task, meter)| meter.read(task)).collect()
    }
}

impl Meter {
    /// Counts one run.
    pub(super) fn count(&self, took: Duration, failed: bool) {
        self.runs.fetch_add(1, Relaxed);
        self.failures.fetch_add(u64::from(failed), Relaxed);
        self.last_microseconds.store(u64::try_from(took.as_micros()).unwrap_or(u64::MAX), Relaxed);
    }

    fn read(&self, task: &'static str) -> TaskReading {
        TaskReading {
            task,
            runs: self.runs.load(Relaxed),
            failures: self.failures.load(Relaxed),
            last: Duration::from_micros(self.last_microseconds.load(Relaxed)),
        }
    }
}

//! One run of one task.

use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use burgrave_store::{LeaseOutcome, LeaseRequest, Listener, StoreError};
use chrono::{DateTime, TimeDelta, Utc};
use futures::FutureExt;
use slog::{info, warn};

use super::meter::Meter;
use super::task::Placement;
use super::{Failed, Stop, Task};
use crate::application::App;

/// The longest that one run may take; then it is ended, and another replica may take the task over.
const LIMIT: TimeDelta = TimeDelta::minutes(10);

/// A run that failed is repeated after this time, if the task isn't due earlier.
const AGAIN_AFTER: TimeDelta = TimeDelta::minutes(1);

/// A task and the state of its runs.
pub(super) struct Supervised {
    app: App,
    task: Task,
    meter: Arc<Meter>,
    /// When to look again.
    next: Mutex<DateTime<Utc>>,
    /// Why the last run failed, if it did: logged once, not each time.
    trouble: Mutex<Option<Failed>>,
}

impl Supervised {
    /// Due at once.
    pub(super) fn new(app: App, task: Task, meter: Arc<Meter>) -> Self {
        let next = Mutex::new(app.now());
        Self { app, task, meter, next, trouble: Mutex::default() }
    }

    /// How long until it is due, by the clock; 0 when it is.
    pub(super) fn wait(&self) -> TimeDelta {
        let next = *self.next.lock().unwrap_or_else(PoisonError::into_inner);
        // A clock that was set back doesn't hold the task up for longer than its period.
        (next - self.app.now()).clamp(TimeDelta::zero(), self.task.every)
    }

    /// Hears what calls it before it is due, and looks after `poll` all the same; none where nothing does.
    pub(super) fn listener(&self, poll: Duration) -> Option<Listener> {
        self.task.called_by.map(|topic| self.app.store().listen(topic, poll))
    }

    /// Runs it, unless another replica does or did; says nothing, and never panics.
    pub(super) async fn run(&self, stop: &Stop) {
        let start = self.app.now();
        let outcome = match self.lease(start).await {
            Ok(LeaseOutcome::NotBefore(time)) => return self.look_again(time),
            Ok(LeaseOutcome::Taken) => self.measured(stop).await,
            Err(error) => Err(error.into()),
        };
        let pause = if outcome.is_ok() { self.task.every } else { self.task.every.min(AGAIN_AFTER) };
        self.look_again(start + pause);
        let outcome = match self.release(start + pause).await {
            Err(error) if outcome.is_ok() => Err(error.into()),
            _ => outcome,
        };
        self.tell(outcome.err());
    }

    async fn measured(&self, stop: &Stop) -> Result<(), Failed> {
        let begun = Instant::now();
        let work = AssertUnwindSafe(async { (self.task.work)(stop.clone()).await }).catch_unwind();
        let limit = LIMIT.to_std().expect("the limit is a positive time");
        let outcome = match tokio::time::timeout(limit, work).await {
            Ok(Ok(outcome)) => outcome,
            // What it said may hold values; where it was is logged by the hook for panics.
            Ok(Err(_)) => Err(Failed("it panicked".into())),
            Err(_) => Err(Failed(format!("it took longer than {} minutes", LIMIT.num_minutes()))),
        };
        self.meter.count(begun.elapsed(), outcome.is_err());
        outcome
    }

    async fn lease(&self, now: DateTime<Utc>) -> Result<LeaseOutcome, StoreError> {
        if self.task.place == Placement::Each {
            return Ok(LeaseOutcome::Taken);
        }
        let Task { name: task, every, .. } = self.task;
        let ask =
            LeaseRequest { task, holder: self.app.settings().replica_id.into(), now, limit: LIMIT, every };
        let taken = self.app.store().write(move |tx| {
            let ask = ask.clone();
            async move { tx.take_lease(&ask).await }
        });
        taken.await
    }

    async fn release(&self, due: DateTime<Utc>) -> Result<(), StoreError> {
        if self.task.place == Placement::Each {
            return Ok(());
        }
        let (task, holder, now) = (self.task.name, self.app.settings().replica_id, self.app.now());
        self.app
            .store()
            .write(move |tx| async move { tx.end_lease(task, holder.into(), now, due).await })
            .await
    }

    fn look_again(&self, time: DateTime<Utc>) {
        *self.next.lock().unwrap_or_else(PoisonError::into_inner) = time;
    }

    fn tell(&self, failed: Option<Failed>) {
        let mut trouble = self.trouble.lock().unwrap_or_else(PoisonError::into_inner);
        match (&*trouble, &failed) {
            (before, Some(now)) if before.as_ref() != Some(now) => {
                warn!(self.app.log(), "a background task failed"; "task" => self.task.name, "cause" => %now);
            }
            (Some(_), None) => {
                info!(self.app.log(), "a background task works again"; "task" => self.task.name);
            }
            _ => {}
        }
        *trouble = failed;
    }
}

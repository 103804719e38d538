//! Runs the tasks of one process.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use burgrave_store::Listener;
use tokio::task::JoinSet;

use super::run::Supervised;
use super::{Meters, Pace, Stop, Task};
use crate::application::App;

/// The longest wait before the clock is looked at again: it may be set, or the machine may have slept.
const LONGEST_WAIT: Duration = Duration::from_secs(60);

/// The tasks of one process while they run.
pub(crate) struct Background {
    tasks: Vec<Arc<Supervised>>,
    loops: Mutex<JoinSet<()>>,
    stop: Stop,
}

impl Background {
    /// Starts each task on its own, due at once; with [`Pace::Hand`] they wait for [`Background::tick`].
    pub(crate) fn start(app: &App, meters: &Meters, tasks: Vec<Task>, pace: Pace) -> Self {
        let supervise = |task: Task| {
            let meter = meters.of(task.name);
            Arc::new(Supervised::new(app.clone(), task, meter))
        };
        let tasks: Vec<_> = tasks.into_iter().map(supervise).collect();
        let (stop, mut loops) = (Stop::new(), JoinSet::new());
        if pace == Pace::Timer {
            for task in &tasks {
                loops.spawn(repeat(task.clone(), stop.clone()));
            }
        }
        Self { tasks, loops: Mutex::new(loops), stop }
    }

    /// Runs what is due by the clock, one after the other.
    pub(crate) async fn tick(&self) {
        for task in self.tasks.iter().filter(|task| task.wait().is_zero()) {
            task.run(&self.stop).await;
        }
    }

    /// Begins no more runs, tells those under way, and gives them this time to end.
    pub(crate) async fn stop(&self, grace: Duration) {
        self.stop.cancel();
        let mut loops = std::mem::take(&mut *self.loops.lock().unwrap_or_else(PoisonError::into_inner));
        let ended = async { while loops.join_next().await.is_some() {} };
        // Remaining tasks end when the set is dropped.
        let _ = tokio::time::timeout(grace, ended).await;
    }
}

async fn repeat(task: Arc<Supervised>, stop: Stop) {
    let mut listener = task.listener(LONGEST_WAIT);
    loop {
        let wait = task.wait().to_std().unwrap_or_default().min(LONGEST_WAIT);
        let is_called = tokio::select! {
            biased;
            () = stop.cancelled() => return,
            () = called(&mut listener) => true,
            () = tokio::time::sleep(wait) => false,
        };
        if is_called || task.wait().is_zero() {
            task.run(&stop).await;
        }
    }
}

/// Waits until something calls; forever where nothing does.
async fn called(listener: &mut Option<Listener>) {
    match listener {
        Some(listener) => listener.heard().await,
        None => std::future::pending().await,
    }
}

//! The cancellation of a job.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// The cancellation of a job. Clones refer to the same job.
#[derive(Debug, Clone, Default)]
pub struct Cancellation(Arc<(Mutex<Urgency>, Condvar)>);

/// The stage of the cancellation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
enum Urgency {
    /// The job is not canceled.
    #[default]
    None,
    /// The job is to end after cleaning up.
    Soon,
    /// The job is to end at once.
    Now,
}

impl Cancellation {
    /// A job that is not canceled.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Cancels the job: it may clean up before it ends.
    pub fn cancel(&self) {
        self.raise(Urgency::Soon);
    }

    /// Ends the job at once.
    pub fn kill(&self) {
        self.raise(Urgency::Now);
    }

    /// Whether the job is canceled.
    #[must_use]
    pub fn is_canceled(&self) -> bool {
        *self.urgency() >= Urgency::Soon
    }

    /// Whether the job is to end at once.
    #[must_use]
    pub fn is_killed(&self) -> bool {
        *self.urgency() == Urgency::Now
    }

    /// Waits for the cancellation, with a time limit; returns whether the job is canceled.
    #[must_use]
    pub fn wait_for(&self, time: Duration) -> bool {
        let goes_on = |urgency: &mut Urgency| *urgency == Urgency::None;
        let waited = self.0.1.wait_timeout_while(self.urgency(), time, goes_on);
        *waited.unwrap_or_else(PoisonError::into_inner).0 != Urgency::None
    }

    /// Waits for the cancellation.
    pub fn wait(&self) {
        let goes_on = |urgency: &mut Urgency| *urgency == Urgency::None;
        drop(self.0.1.wait_while(self.urgency(), goes_on).unwrap_or_else(PoisonError::into_inner));
    }

    fn raise(&self, to: Urgency) {
        let mut urgency = self.urgency();
        *urgency = (*urgency).max(to);
        self.0.1.notify_all();
    }

    fn urgency(&self) -> MutexGuard<'_, Urgency> {
        self.0.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_waits_is_woken() {
        let job = Cancellation::new();
        assert!(!job.is_canceled() && !job.wait_for(Duration::ZERO));
        let waiting = std::thread::spawn({
            let job = job.clone();
            move || job.wait()
        });
        job.cancel();
        waiting.join().expect("it is woken");
        assert!(job.is_canceled() && !job.is_killed() && job.wait_for(Duration::from_secs(60)));
        job.kill();
        job.cancel();
        assert!(job.is_killed());
    }
}

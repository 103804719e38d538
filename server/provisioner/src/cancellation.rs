//! A job that is to end early.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Says that a job is to end. Clones speak of the same job.
#[derive(Debug, Clone, Default)]
pub struct Cancellation(Arc<(Mutex<Urgency>, Condvar)>);

/// How soon it is to end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
enum Urgency {
    /// It goes on.
    #[default]
    None,
    /// As soon as it can leave things in order.
    Soon,
    /// Now.
    Now,
}

impl Cancellation {
    /// A job that goes on.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// It is to end, and may take its time to leave things in order.
    pub fn cancel(&self) {
        self.raise(Urgency::Soon);
    }

    /// It is to end now: nobody can wait any longer.
    pub fn kill(&self) {
        self.raise(Urgency::Now);
    }

    /// Whether it is to end.
    #[must_use]
    pub fn is_canceled(&self) -> bool {
        *self.urgency() >= Urgency::Soon
    }

    /// Whether it is to end now.
    #[must_use]
    pub fn is_killed(&self) -> bool {
        *self.urgency() == Urgency::Now
    }

    /// Waits until it is to end, at most so long; gives whether it is.
    #[must_use]
    pub fn wait_for(&self, time: Duration) -> bool {
        let goes_on = |urgency: &mut Urgency| *urgency == Urgency::None;
        let waited = self.0.1.wait_timeout_while(self.urgency(), time, goes_on);
        *waited.unwrap_or_else(PoisonError::into_inner).0 != Urgency::None
    }

    /// Waits until it is to end.
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

//! A job that is to end early.

use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;

/// Says that a job is to end. Clones speak of the same job.
#[derive(Debug, Clone, Default)]
pub struct Cancellation(Arc<(Mutex<bool>, Condvar)>);

impl Cancellation {
    /// A job that goes on.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// It is to end.
    pub fn cancel(&self) {
        let (canceled, changed) = &*self.0;
        *canceled.lock().unwrap_or_else(PoisonError::into_inner) = true;
        changed.notify_all();
    }

    /// Whether it is to end.
    #[must_use]
    pub fn is_canceled(&self) -> bool {
        *self.0.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until it is to end, at most so long; gives whether it is.
    #[must_use]
    pub fn wait_for(&self, time: Duration) -> bool {
        let (canceled, changed) = &*self.0;
        let held = canceled.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = changed.wait_timeout_while(held, time, |canceled| !*canceled);
        *waited.unwrap_or_else(PoisonError::into_inner).0
    }

    /// Waits until it is to end.
    pub fn wait(&self) {
        let (canceled, changed) = &*self.0;
        let held = canceled.lock().unwrap_or_else(PoisonError::into_inner);
        drop(changed.wait_while(held, |canceled| !*canceled).unwrap_or_else(PoisonError::into_inner));
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
        assert!(job.is_canceled() && job.wait_for(Duration::from_secs(60)));
    }
}

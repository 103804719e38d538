//! A clock that moves only when a case moves it.

use std::sync::Mutex;

use burgrave_core::Clock;
use chrono::{DateTime, TimeDelta, Utc};

/// The time of one server.
pub struct TestClock(Mutex<DateTime<Utc>>);

impl Default for TestClock {
    fn default() -> TestClock {
        let start = DateTime::parse_from_rfc3339("2026-03-02T08:30:00.123456Z").unwrap();
        TestClock(Mutex::new(start.to_utc()))
    }
}

impl TestClock {
    /// Lets this much time pass.
    pub fn advance(&self, by: TimeDelta) {
        *self.0.lock().unwrap() += by;
    }
}

impl Clock for TestClock {
    fn now(&self) -> DateTime<Utc> {
        *self.0.lock().unwrap()
    }
}

//! Time comes in from outside, so that every rule about it can be tested to the microsecond.

use chrono::{DateTime, SubsecRound, Utc};

/// Tells what time it is.
pub trait Clock: Send + Sync + 'static {
    /// Now, to the microsecond: databases and the API know no finer time.
    fn now(&self) -> DateTime<Utc>;
}

/// The machine's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> DateTime<Utc> {
        Utc::now().trunc_subsecs(6)
    }
}

//! The limit of logins to one account from addresses without a former login to it, whatever their
//! addresses are. It slows down: the account is never locked, and devices that are known to it pass.

use std::hash::{BuildHasher, RandomState};
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use burgrave_core::Clock;
use governor::middleware::NoOpMiddleware;
use governor::nanos::Nanos;
use governor::state::keyed::DashMapStateStore;
use governor::{Quota, RateLimiter};

use super::counting::Ticks;

/// So many tries at once.
const AT_ONCE: NonZeroU32 = NonZeroU32::new(30).unwrap();
/// So many a minute afterwards.
const A_MINUTE: NonZeroU32 = NonZeroU32::new(6).unwrap();

/// Counts the logins to each account.
pub(crate) struct Accounts {
    limiter: RateLimiter<u64, DashMapStateStore<u64>, Ticks, NoOpMiddleware<Nanos>>,
    ticks: Ticks,
    hasher: RandomState,
}

impl Accounts {
    pub(crate) fn new(clock: &Arc<dyn Clock>) -> Self {
        let (ticks, quota) = (Ticks(clock.clone()), Quota::per_minute(A_MINUTE).allow_burst(AT_ONCE));
        let limiter = RateLimiter::dashmap_with_clock(quota, ticks.clone());
        Self { limiter, ticks, hasher: RandomState::new() }
    }

    /// Counts one try at the account of this address for mail, whether there is one or not. How long to wait
    /// when there were too many.
    pub(crate) fn count(&self, email: &str) -> Option<Duration> {
        let account = self.hasher.hash_one(email.to_lowercase());
        let counted = self.limiter.check_key(&account);
        counted.err().map(|until| until.wait_time_from(governor::clock::Clock::now(&self.ticks)))
    }

    pub(crate) fn forget_idle(&self) {
        self.limiter.retain_recent();
    }
}

//! What all limits share: the clock, the share of this replica, and the answer's rate status.

use std::num::NonZeroU32;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::time::Duration;

use burgrave_api::runtime::RateStatus;
use burgrave_core::Clock;
use governor::nanos::Nanos;

/// The window, as messages write it.
pub(super) const WINDOW: &str = "1m0s";

/// How many replicas share the limits: each applies its share, so a call here counts this many times.
pub(super) type Share = Arc<AtomicU32>;

/// As how many calls one counts here. However many replicas there are, each lets one call a minute through.
pub(super) fn weight(share: &Share, rate: NonZeroU32) -> NonZeroU32 {
    NonZeroU32::new(share.load(Relaxed)).map_or(NonZeroU32::MIN, |replicas| replicas.min(rate))
}

/// So many times as much.
pub(super) fn times(rate: NonZeroU32, factor: u32) -> NonZeroU32 {
    NonZeroU32::new(factor).map_or(rate, |factor| rate.saturating_mul(factor))
}

/// Rounded up: a call after this time is admitted.
pub(super) fn whole_seconds(time: Duration) -> u64 {
    time.as_secs() + u64::from(time.subsec_nanos() > 0)
}

/// Our clock, as the limiter reads it.
#[derive(Clone)]
pub(super) struct Ticks(pub(super) Arc<dyn Clock>);

impl Ticks {
    /// The state when so much is left and each call counts as `weight`.
    pub(super) fn status(&self, rate: NonZeroU32, remaining: u32, weight: NonZeroU32) -> RateStatus {
        let rate = rate.get();
        let used = rate.saturating_sub(remaining);
        let full_in = Duration::from_secs(60) * used / rate;
        let now = u64::try_from(self.0.now().timestamp()).unwrap_or(0);
        RateStatus {
            limit: (rate / weight).into(),
            remaining: (remaining / weight).into(),
            reset: now + whole_seconds(full_in),
            window: WINDOW,
        }
    }
}

impl governor::clock::Clock for Ticks {
    type Instant = Nanos;

    fn now(&self) -> Nanos {
        let since_1970 = self.0.now().timestamp_nanos_opt().unwrap_or(0);
        Nanos::from(u64::try_from(since_1970).unwrap_or(0))
    }
}

//! How often a caller may call: so many requests a minute to one operation, all at once if they like, replenished evenly.

use std::hash::Hash;
use std::net::{IpAddr, Ipv6Addr};
use std::num::NonZeroU32;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::time::Duration;

use burgrave_api::runtime::{ApiError, RateStatus};
use burgrave_core::Clock;
use governor::middleware::StateInformationMiddleware;
use governor::nanos::Nanos;
use governor::state::keyed::DashMapStateStore;
use governor::{Quota, RateLimiter};
use uuid::Uuid;

use super::records::Records;
use crate::config::RateLimits;

/// The window, as messages write it.
const WINDOW: &str = "1m0s";

/// Whose calls are counted together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Who {
    /// A user, from wherever they call.
    User(Uuid),
    /// The identity provider, from wherever it calls.
    IdentityProvider,
    /// An address where nobody is signed in; of IPv6 the network that a household or a machine has.
    Address(IpAddr),
}

impl Who {
    /// An address, as it is counted.
    #[must_use]
    pub(crate) fn address(address: IpAddr) -> Self {
        Self::Address(match address.to_canonical() {
            IpAddr::V6(six) => {
                let network = six.to_bits() & !u128::from(u64::MAX);
                IpAddr::V6(Ipv6Addr::from_bits(network))
            }
            four @ IpAddr::V4(_) => four,
        })
    }
}

type Key = (&'static str, Who);
type Limiter = RateLimiter<Key, DashMapStateStore<Key>, Ticks, StateInformationMiddleware>;

/// The limits of all classes.
pub(crate) struct Limits {
    api: Option<Class>,
    login: Option<Class>,
    files: Option<Class>,
    scim: Option<Class>,
    records: Records,
    share: Share,
}

/// How many replicas share the limits: each lets through its part, so a call here counts as so many.
type Share = Arc<AtomicU32>;

impl Limits {
    /// Nobody has called yet.
    #[must_use]
    pub(crate) fn new(rates: RateLimits, clock: Arc<dyn Clock>) -> Self {
        let share = Share::new(AtomicU32::new(1));
        let class =
            |rate: Option<NonZeroU32>| rate.map(|rate| Class::new(rate, clock.clone(), share.clone()));
        Self {
            api: class(rates.api),
            login: class(rates.login),
            files: class(rates.files),
            scim: class(rates.scim),
            records: Records::new(&clock),
            share: share.clone(),
        }
    }

    /// From now on so many replicas share the limits. What callers have used up stays used up.
    pub(crate) fn share_among(&self, replicas: u32) {
        self.share.store(replicas.max(1), Relaxed);
    }

    /// Forgets callers whose limit is whole again.
    pub(crate) fn forget_idle(&self) {
        for class in [&self.api, &self.login, &self.files, &self.scim].into_iter().flatten() {
            class.limiter.retain_recent();
        }
        self.records.forget_idle();
    }

    /// Records of refusals.
    #[must_use]
    pub(crate) fn records(&self) -> &Records {
        &self.records
    }

    /// Ordinary operations.
    #[must_use]
    pub(crate) fn api(&self) -> Option<&Class> {
        self.api.as_ref()
    }

    /// Whatever checks a password.
    #[must_use]
    pub(crate) fn login(&self) -> Option<&Class> {
        self.login.as_ref()
    }

    /// SCIM.
    #[must_use]
    pub(crate) fn scim(&self) -> Option<&Class> {
        self.scim.as_ref()
    }
}

/// The limit of one class.
pub(crate) struct Class {
    rate: NonZeroU32,
    limiter: Limiter,
    ticks: Ticks,
    share: Share,
}

impl Class {
    fn new(rate: NonZeroU32, clock: Arc<dyn Clock>, share: Share) -> Self {
        let ticks = Ticks(clock);
        let limiter =
            RateLimiter::dashmap_with_clock(Quota::per_minute(rate), ticks.clone()).with_middleware();
        Self { rate, limiter, ticks, share }
    }

    /// Counts one call to the operation.
    ///
    /// # Errors
    /// 429 when none is left.
    pub(crate) fn count(&self, operation: &'static str, who: Who) -> Result<RateStatus, ApiError> {
        let weight = self.weight();
        let counted = self.limiter.check_key_n(&(operation, who), weight);
        match counted.expect("the weight is never above the rate") {
            Ok(state) => Ok(self.status(state.remaining_burst_capacity(), weight)),
            Err(until) => {
                let wait = until.wait_time_from(governor::clock::Clock::now(&self.ticks));
                Err(ApiError::too_many_requests(&self.status(0, weight), whole_seconds(wait)))
            }
        }
    }

    /// As how many calls one counts here. However many replicas there are, each lets one call a minute through.
    fn weight(&self) -> NonZeroU32 {
        NonZeroU32::new(self.share.load(Relaxed)).map_or(NonZeroU32::MIN, |replicas| replicas.min(self.rate))
    }

    /// The state when so much is left and each call counts as `weight`.
    fn status(&self, remaining: u32, weight: NonZeroU32) -> RateStatus {
        let rate = self.rate.get();
        let used = rate.saturating_sub(remaining);
        let full_in = Duration::from_secs(60) * used / rate;
        let now = u64::try_from(self.ticks.0.now().timestamp()).unwrap_or(0);
        RateStatus {
            limit: (rate / weight).into(),
            remaining: (remaining / weight).into(),
            reset: now + whole_seconds(full_in),
            window: WINDOW,
        }
    }
}

/// Rounded up: whoever waits so long is let in.
fn whole_seconds(time: Duration) -> u64 {
    time.as_secs() + u64::from(time.subsec_nanos() > 0)
}

/// Our clock, as the limiter reads it.
#[derive(Clone)]
pub(super) struct Ticks(pub(super) Arc<dyn Clock>);

impl governor::clock::Clock for Ticks {
    type Instant = Nanos;

    fn now(&self) -> Nanos {
        let since_1970 = self.0.now().timestamp_nanos_opt().unwrap_or(0);
        Nanos::from(u64::try_from(since_1970).unwrap_or(0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::{DateTime, TimeDelta, Utc};
    use std::sync::Mutex;

    struct Stopped(Mutex<DateTime<Utc>>);

    impl Clock for Stopped {
        fn now(&self) -> DateTime<Utc> {
            *self.0.lock().unwrap()
        }
    }

    #[test]
    fn a_caller_has_so_many_calls_a_minute_to_each_operation() {
        let clock = Arc::new(Stopped(Mutex::new(DateTime::from_timestamp(1_000_000, 0).unwrap())));
        let rates = RateLimits { api: NonZeroU32::new(3), ..RateLimits::default() };
        let limits = Limits::new(rates, clock.clone());
        let class = limits.api().unwrap();
        let who = Who::User(Uuid::from_u128(1));
        for remaining in [2, 1, 0] {
            assert_eq!(class.count("one", who).unwrap().remaining, remaining);
        }
        let refused = class.count("one", who).unwrap_err();
        assert_eq!(refused.status(), 429);
        let header = |name| refused.headers().iter().find(|(known, _)| known == name).unwrap().1.clone();
        assert_eq!(header("retry-after"), "20");
        assert_eq!(header("x-ratelimit-reset"), "1000060");
        assert!(class.count("two", who).is_ok() && class.count("one", Who::User(Uuid::nil())).is_ok());
        *clock.0.lock().unwrap() += TimeDelta::seconds(20);
        assert!(class.count("one", who).is_ok());
        assert!(limits.login().is_none());
    }

    #[test]
    fn replicas_share_a_limit_and_forget_nothing_when_one_joins() {
        let clock = Arc::new(Stopped(Mutex::new(DateTime::from_timestamp(1_000_000, 0).unwrap())));
        let rates =
            RateLimits { api: NonZeroU32::new(7), login: NonZeroU32::new(2), ..RateLimits::default() };
        let limits = Limits::new(rates, clock);
        let class = limits.api().unwrap();
        let who = Who::User(Uuid::from_u128(1));
        assert_eq!(class.count("one", who).unwrap().remaining, 6);
        limits.share_among(3);
        let status = class.count("one", who).unwrap();
        assert_eq!((status.limit, status.remaining), (2, 1));
        assert!(class.count("one", who).is_ok() && class.count("one", who).is_err());
        limits.share_among(5);
        let login = limits.login().unwrap();
        assert!(login.count("one", who).is_ok(), "however many there are, one call a minute is let through");
        assert!(login.count("one", who).is_err());
    }

    #[test]
    fn addresses_of_one_network_count_together() {
        let who = |text: &str| Who::address(text.parse().unwrap());
        assert_eq!(who("2001:db8:1:2::1"), who("2001:db8:1:2:ffff::9"));
        assert_ne!(who("2001:db8:1:2::1"), who("2001:db8:1:3::1"));
        assert_eq!(who("::ffff:192.0.2.1"), who("192.0.2.1"));
        assert_ne!(who("192.0.2.1"), who("192.0.2.2"));
    }
}

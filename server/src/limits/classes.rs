//! Rate limits of callers: a number of requests a minute, possibly all at once, replenished evenly.
//!
//! A class counts by path or by operation. Where it counts by path, a caller has a bound over all paths as
//! well. An address is counted with its networks: a provider gives a household a /56 of IPv6, and an attacker
//! has whole /48s.

use std::hash::{BuildHasher, RandomState};
use std::num::NonZeroU32;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

use burgrave_api::runtime::{ApiError, Cx, RateStatus};
use burgrave_core::Clock;
use governor::middleware::StateInformationMiddleware;
use governor::state::keyed::DashMapStateStore;
use governor::{Quota, RateLimiter};

use super::counting::{Share, Ticks, times, weight, whole_seconds};
use super::failures::Failures;
use super::records::Records;
use super::subject::{LimitSubject, STEPS};
use crate::config::RateLimits;

/// How many times the requests to one path a caller may send to all paths.
const ALL_PATHS: u32 = 20;

/// The scope of a limit: its calls are counted together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum LimitScope {
    /// One operation.
    Operation(&'static str),
    /// One path, by its hash: callers make up paths, and they are long.
    Path(u64),
    /// All paths.
    All,
}

type Key = (LimitScope, LimitSubject);
type Limiter = RateLimiter<Key, DashMapStateStore<Key>, Ticks, StateInformationMiddleware>;

/// The limits of all classes.
pub(crate) struct Limits {
    api: Option<Class>,
    login: Option<Class>,
    files: Option<Class>,
    scim: Option<Class>,
    failures: Option<Failures>,
    records: Records,
    share: Share,
}

impl Limits {
    /// Without any counts.
    #[must_use]
    pub(crate) fn new(rates: RateLimits, clock: Arc<dyn Clock>) -> Self {
        let share = Share::new(AtomicU32::new(1));
        let class = |rate: Option<NonZeroU32>, by_path| {
            rate.map(|rate| Class::new(rate, by_path, &clock, share.clone()))
        };
        Self {
            api: class(rates.api, true),
            login: class(rates.login, false),
            files: class(rates.files, false),
            scim: class(rates.scim, false),
            failures: rates.login.map(|rate| Failures::new(rate, &clock, share.clone())),
            records: Records::new(&clock),
            share: share.clone(),
        }
    }

    /// Sets the number of replicas that share the limits. What callers have used stays used.
    pub(crate) fn share_among(&self, replicas: u32) {
        self.share.store(replicas.max(1), Relaxed);
    }

    /// Forgets callers whose limit is whole again.
    pub(crate) fn forget_idle(&self) {
        for class in [&self.api, &self.login, &self.files, &self.scim].into_iter().flatten() {
            class.forget_idle();
        }
        self.failures.iter().for_each(Failures::forget_idle);
        self.records.forget_idle();
    }

    /// Credentials that are wrong.
    #[must_use]
    pub(crate) fn failures(&self) -> Option<&Failures> {
        self.failures.as_ref()
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

    /// Operations that check a password.
    #[must_use]
    pub(crate) fn login(&self) -> Option<&Class> {
        self.login.as_ref()
    }

    /// Uploads.
    #[must_use]
    pub(crate) fn files(&self) -> Option<&Class> {
        self.files.as_ref()
    }

    /// SCIM.
    #[must_use]
    pub(crate) fn scim(&self) -> Option<&Class> {
        self.scim.as_ref()
    }
}

/// The limit of one class.
pub(crate) struct Class {
    one: Stairs,
    all: Option<Stairs>,
    hasher: RandomState,
}

impl Class {
    fn new(rate: NonZeroU32, by_path: bool, clock: &Arc<dyn Clock>, share: Share) -> Self {
        Self {
            one: Stairs::new(rate, clock, share.clone()),
            all: by_path.then(|| Stairs::new(times(rate, ALL_PATHS), clock, share)),
            hasher: RandomState::new(),
        }
    }

    /// Counts one call.
    ///
    /// # Errors
    /// 429 when none is left.
    pub(crate) fn count(&self, cx: &Cx, who: LimitSubject) -> Result<RateStatus, ApiError> {
        // What leads to no operation is counted together.
        let known = !cx.operation.id.is_empty();
        let what = match &self.all {
            Some(_) if known => LimitScope::Path(self.hasher.hash_one(&cx.path)),
            _ => LimitScope::Operation(cx.operation.id),
        };
        let status = self.one.count(what, who)?;
        if let Some(all) = &self.all {
            all.count(LimitScope::All, who)?;
        }
        Ok(status)
    }

    fn forget_idle(&self) {
        self.one.forget_idle();
        self.all.iter().for_each(Stairs::forget_idle);
    }
}

/// One limit, and the wider ones of the networks around an address.
struct Stairs {
    rate: NonZeroU32,
    steps: [Limiter; STEPS.len()],
    ticks: Ticks,
    share: Share,
}

impl Stairs {
    fn new(rate: NonZeroU32, clock: &Arc<dyn Clock>, share: Share) -> Self {
        let ticks = Ticks(clock.clone());
        let steps = STEPS.map(|factor| {
            RateLimiter::dashmap_with_clock(Quota::per_minute(times(rate, factor)), ticks.clone())
                .with_middleware()
        });
        Self { rate, steps, ticks, share }
    }

    /// The state of the narrowest; the wider ones are seen only when they are used up.
    fn count(&self, what: LimitScope, who: LimitSubject) -> Result<RateStatus, ApiError> {
        let weight = weight(&self.share, self.rate);
        let mut narrowest = None;
        for (step, who) in who.steps() {
            let rate = times(self.rate, STEPS[step]);
            let counted = self.steps[step].check_key_n(&(what, who), weight);
            match counted.expect("the weight is never above the rate") {
                Ok(state) => {
                    narrowest.get_or_insert_with(|| {
                        self.ticks.status(rate, state.remaining_burst_capacity(), weight)
                    });
                }
                Err(until) => {
                    let wait = until.wait_time_from(governor::clock::Clock::now(&self.ticks));
                    let status = self.ticks.status(rate, 0, weight);
                    return Err(ApiError::too_many_requests(&status, whole_seconds(wait)));
                }
            }
        }
        Ok(narrowest.unwrap_or(RateStatus::UNLIMITED))
    }

    fn forget_idle(&self) {
        self.steps.iter().for_each(Limiter::retain_recent);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use burgrave_api::runtime::Operation;
    use burgrave_core::ids::UserId;
    use chrono::{DateTime, TimeDelta, Utc};
    use std::sync::Mutex;
    use uuid::Uuid;

    struct Stopped(Mutex<DateTime<Utc>>);

    impl Clock for Stopped {
        fn now(&self) -> DateTime<Utc> {
            *self.0.lock().unwrap()
        }
    }

    fn clock() -> Arc<Stopped> {
        Arc::new(Stopped(Mutex::new(DateTime::from_timestamp(1_000_000, 0).unwrap())))
    }

    /// A call to the operation of this name on this path.
    fn call(id: &str, path: &str) -> Cx {
        let operation = burgrave_api::OPERATIONS.iter().find(|one| one.id == id);
        Cx::of(operation.unwrap_or(Operation::UNKNOWN), path)
    }

    fn limits(api: u32, login: u32, clock: Arc<Stopped>) -> Limits {
        let rates =
            RateLimits { api: NonZeroU32::new(api), login: NonZeroU32::new(login), ..RateLimits::default() };
        Limits::new(rates, clock)
    }

    #[test]
    fn a_caller_has_so_many_calls_a_minute_to_each_path_and_more_to_all() {
        let clock = clock();
        let limits = limits(3, 0, clock.clone());
        let class = limits.api().unwrap();
        let who = LimitSubject::User(Uuid::from_u128(1).into());
        let path = |number: u32| call("getUser", &format!("/api/v2/users/{number}"));
        for remaining in [2, 1, 0] {
            assert_eq!(class.count(&path(1), who).unwrap().remaining, remaining);
        }
        let refused = class.count(&path(1), who).unwrap_err();
        assert_eq!(refused.status(), 429);
        let header = |name| refused.headers().iter().find(|(known, _)| known == name).unwrap().1.clone();
        assert_eq!(header("retry-after"), "20");
        assert_eq!(header("x-ratelimit-reset"), "1000060");
        assert!(
            class.count(&path(2), who).is_ok()
                && class.count(&path(1), LimitSubject::User(UserId::nil())).is_ok()
        );
        let taken = (3..1000).take_while(|number| class.count(&path(*number), who).is_ok()).count();
        assert_eq!(taken, 3 * ALL_PATHS as usize - 4);
        *clock.0.lock().unwrap() += TimeDelta::seconds(20);
        assert!(class.count(&path(1), who).is_ok());
        assert!(limits.login().is_none());
    }

    #[test]
    fn replicas_share_a_limit_and_forget_nothing_when_one_joins() {
        let limits = limits(7, 2, clock());
        let class = limits.api().unwrap();
        let (who, path) =
            (LimitSubject::User(Uuid::from_u128(1).into()), call("getUser", "/api/v2/users/me"));
        assert_eq!(class.count(&path, who).unwrap().remaining, 6);
        limits.share_among(3);
        let status = class.count(&path, who).unwrap();
        assert_eq!((status.limit, status.remaining), (2, 1));
        assert!(class.count(&path, who).is_ok() && class.count(&path, who).is_err());
        limits.share_among(5);
        let login = limits.login().unwrap();
        assert!(login.count(&path, who).is_ok(), "however many there are, one call a minute is let through");
        assert!(login.count(&path, who).is_err());
    }

    #[test]
    fn the_networks_around_an_address_have_limits_of_their_own() {
        let login = |clock| limits(0, 5, clock);
        let taken = |limits: &Limits, addresses: &mut dyn Iterator<Item = String>| {
            let call = call("login", "/api/v2/users/login");
            let class = limits.login().unwrap();
            addresses
                .filter(|text| class.count(&call, LimitSubject::address(text.parse().unwrap())).is_ok())
                .count()
        };
        let one = login(clock());
        assert_eq!(taken(&one, &mut (0..100).map(|host| format!("2001:db8:1:2::{host}"))), 5, "a /64");
        assert_eq!(
            taken(&one, &mut (0..100).map(|net| format!("2001:db8:1:{net:x}::1"))),
            5,
            "the rest of its /56"
        );
        assert_eq!(
            taken(&one, &mut (0..9000).map(|net| format!("2001:db8:1:{net:x}::1"))),
            10,
            "the rest of its /48"
        );
        assert_eq!(taken(&one, &mut (0..3).map(|_| "2001:db8:2::1".into())), 3, "another /48");
        assert_eq!(taken(&one, &mut (0..9).map(|_| "192.0.2.1".into())), 5);
        assert_eq!(
            taken(&one, &mut (2..200).map(|host| format!("::ffff:192.0.2.{host}"))),
            15,
            "the rest of its /24"
        );
        assert_eq!(taken(&one, &mut (0..3).map(|_| "192.0.3.1".into())), 3, "another /24");
    }
}

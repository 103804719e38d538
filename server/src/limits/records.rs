//! How many refusals are recorded: anybody can cause them without end, and a record stays for as long as the
//! audit log does.

use std::num::NonZeroU32;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use burgrave_core::Clock;
use governor::middleware::NoOpMiddleware;
use governor::nanos::Nanos;
use governor::state::keyed::DashMapStateStore;
use governor::state::{InMemoryState, NotKeyed};
use governor::{Quota, RateLimiter};

use super::counting::Ticks;
use super::failures::Kind;
use super::subject::LimitSubject;

/// How many refusals of one caller are recorded a minute, where a person is signed in or the identity
/// provider calls.
const PER_CALLER: NonZeroU32 = NonZeroU32::new(600).unwrap();
/// How many refusals of one address without a session are recorded a minute.
const PER_ADDRESS: NonZeroU32 = NonZeroU32::new(60).unwrap();
/// How many wrong credentials of one kind are recorded a minute for one address: what was refused with them
/// is another record.
const CREDENTIALS: NonZeroU32 = NonZeroU32::new(6).unwrap();
/// How many of all addresses.
const ALL_ADDRESSES: NonZeroU32 = NonZeroU32::new(600).unwrap();

type Plain = NoOpMiddleware<Nanos>;
type Keyed<K> = RateLimiter<K, DashMapStateStore<K>, Ticks, Plain>;
type Direct = RateLimiter<NotKeyed, InMemoryState, Ticks, Plain>;

/// Counts records of refusals.
pub(crate) struct Records {
    callers: Keyed<LimitSubject>,
    addresses: Keyed<LimitSubject>,
    credentials: Keyed<(Kind, LimitSubject)>,
    all_addresses: Direct,
    left_out: AtomicU64,
}

impl Records {
    pub(super) fn new(clock: &Arc<dyn Clock>) -> Self {
        let ticks = || Ticks(clock.clone());
        Self {
            callers: RateLimiter::dashmap_with_clock(Quota::per_minute(PER_CALLER), ticks()),
            addresses: RateLimiter::dashmap_with_clock(Quota::per_minute(PER_ADDRESS), ticks()),
            credentials: RateLimiter::dashmap_with_clock(Quota::per_minute(CREDENTIALS), ticks()),
            all_addresses: RateLimiter::direct_with_clock(Quota::per_minute(ALL_ADDRESSES), ticks()),
            left_out: AtomicU64::new(0),
        }
    }

    /// Whether one more refusal is recorded.
    pub(crate) fn admit(&self, who: LimitSubject) -> bool {
        let who = who.narrowest();
        let admitted = match who {
            LimitSubject::User(_) | LimitSubject::IdentityProvider | LimitSubject::Proxy(_) => {
                self.callers.check_key(&who).is_ok()
            }
            LimitSubject::Address(_) => {
                self.addresses.check_key(&who).is_ok() && self.all_addresses.check().is_ok()
            }
        };
        if !admitted {
            self.left_out.fetch_add(1, Relaxed);
        }
        admitted
    }

    /// Whether one more wrong credential of this kind is recorded.
    pub(crate) fn admit_credential(&self, kind: Kind, who: LimitSubject) -> bool {
        self.credentials.check_key(&(kind, who.narrowest())).is_ok() && self.admit(who)
    }

    /// How many refusals were left out since this was asked.
    pub(crate) fn take_left_out(&self) -> u64 {
        self.left_out.swap(0, Relaxed)
    }

    pub(super) fn forget_idle(&self) {
        self.callers.retain_recent();
        self.addresses.retain_recent();
        self.credentials.retain_recent();
    }
}

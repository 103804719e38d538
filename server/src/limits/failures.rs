//! Wrong credentials, counted by kind and network, to slow down guessing.

use std::collections::HashMap;
use std::num::NonZeroU32;
use std::sync::{Arc, PoisonError, RwLock};

use burgrave_api::runtime::ApiError;
use burgrave_core::Clock;
use governor::clock::Reference;
use governor::middleware::NoOpMiddleware;
use governor::nanos::Nanos;
use governor::state::keyed::DashMapStateStore;
use governor::{Quota, RateLimiter};

use super::counting::{Share, Ticks, times, weight, whole_seconds};
use super::subject::{LimitSubject, STEPS};

/// The kind of a credential, with its word in metrics.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, strum::IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub(crate) enum Kind {
    /// A session token, or an API token.
    Session,
    /// The key of SCIM.
    ScimKey,
    /// The token of the metrics.
    Metrics,
    /// The secret of an OAuth2 client, or what it wants to exchange for a token.
    #[strum(serialize = "oauth2_client")]
    OAuth2Client,
    /// The token with which an OAuth2 client changes its registration.
    #[strum(serialize = "registration_token")]
    Registration,
    /// The secret of a provisioner key, or that of all daemons.
    ProvisionerKey,
    /// The token of a workspace proxy.
    ProxyToken,
    /// The token with which the first user is made.
    #[strum(serialize = "setup_token")]
    Setup,
}

impl Kind {
    /// The word that metrics have.
    pub(crate) fn as_str(self) -> &'static str {
        self.into()
    }

    /// How entries of the audit log name it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Session => "session token",
            Self::ScimKey => "SCIM key",
            Self::Metrics => "metrics token",
            Self::OAuth2Client => "OAuth2 client secret",
            Self::Registration => "registration access token",
            Self::ProvisionerKey => "provisioner key",
            Self::ProxyToken => "proxy token",
            Self::Setup => "setup token",
        }
    }
}

type Key = (Kind, LimitSubject);
type Limiter = RateLimiter<Key, DashMapStateStore<Key>, Ticks, NoOpMiddleware<Nanos>>;

/// Counts wrong credentials.
pub(crate) struct Failures {
    rate: NonZeroU32,
    steps: [Limiter; STEPS.len()],
    /// Until when nothing more is looked at.
    closed: RwLock<HashMap<(usize, Key), Nanos>>,
    ticks: Ticks,
    share: Share,
}

impl Failures {
    pub(super) fn new(rate: NonZeroU32, clock: &Arc<dyn Clock>, share: Share) -> Self {
        let ticks = Ticks(clock.clone());
        let steps = STEPS.map(|factor| {
            RateLimiter::dashmap_with_clock(Quota::per_minute(times(rate, factor)), ticks.clone())
        });
        Self { rate, steps, closed: RwLock::default(), ticks, share }
    }

    /// Whether a credential from there may be looked at.
    ///
    /// # Errors
    /// 429 when too many were wrong.
    pub(crate) fn admit(&self, kind: Kind, who: LimitSubject) -> Result<(), ApiError> {
        let closed = self.closed.read().unwrap_or_else(PoisonError::into_inner);
        if closed.is_empty() {
            return Ok(());
        }
        let now = governor::clock::Clock::now(&self.ticks);
        for (step, who) in who.steps() {
            match closed.get(&(step, (kind, who))) {
                Some(until) if *until > now => return Err(self.refusal(step, until.duration_since(now))),
                _ => {}
            }
        }
        Ok(())
    }

    /// Counts one that is wrong.
    ///
    /// # Errors
    /// 429 when there were too many before it.
    pub(crate) fn count(&self, kind: Kind, who: LimitSubject) -> Result<(), ApiError> {
        let weight = weight(&self.share, self.rate);
        let now = governor::clock::Clock::now(&self.ticks);
        for (step, who) in who.steps() {
            let counted = self.steps[step].check_key_n(&(kind, who), weight);
            if let Err(until) = counted.expect("the weight is never above the rate") {
                let wait = until.wait_time_from(now);
                let until = now + Nanos::from(wait);
                self.closed
                    .write()
                    .unwrap_or_else(PoisonError::into_inner)
                    .insert((step, (kind, who)), until);
                return Err(self.refusal(step, wait.into()));
            }
        }
        Ok(())
    }

    fn refusal(&self, step: usize, wait: Nanos) -> ApiError {
        let status = self.ticks.status(times(self.rate, STEPS[step]), 0, NonZeroU32::MIN);
        ApiError::too_many_requests(&status, whole_seconds(wait.into()))
            .detail("Too many wrong credentials came from this address or its network.")
    }

    pub(super) fn forget_idle(&self) {
        self.steps.iter().for_each(Limiter::retain_recent);
        let now = governor::clock::Clock::now(&self.ticks);
        self.closed.write().unwrap_or_else(PoisonError::into_inner).retain(|_, until| *until > now);
    }
}

//! The whole service behind the HTTP interface: handlers and the guard are methods of [`Service`].

use std::ops::Deref;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::{Arc, OnceLock};

use burgrave_api::runtime::Load;

use crate::background::Meters;
use crate::federation::Federation;
use crate::health::HealthCache;
use crate::limits::Limits;
use crate::metrics::{Access, Metrics, Sources};
use crate::outgoing::Outgoing;
use crate::pages::{Brand, Looks};
use crate::provisioning::daemons::Fleet;
use crate::provisioning::jobs::Tails;
use crate::provisioning::workspaces::Watches;
use crate::tls::Current;

/// A [`Federation`] with what only requests need: limits, metrics and the look of the pages. Clones share
/// everything.
#[derive(Clone)]
pub(crate) struct Service {
    federation: Federation,
    front: Arc<Front>,
}

/// What the front of the service is made of.
pub(crate) struct ServiceParts {
    /// What is under way; given once the server listens.
    pub(crate) load: Arc<OnceLock<Load>>,
    /// The certificate of the listener, if it has one.
    pub(crate) certificate: Option<Arc<Current>>,
    /// Who may read the metrics.
    pub(crate) scrapers: Access,
    /// How the pages look.
    pub(crate) looks: Arc<Looks>,
    /// The way to addresses that users name.
    pub(crate) outgoing: Outgoing,
    /// The way to addresses that the operator names.
    pub(crate) to_peers: Outgoing,
}

struct Front {
    limits: Limits,
    meters: Arc<Meters>,
    metrics: Metrics,
    scrapers: Access,
    looks: Arc<Looks>,
    outgoing: Outgoing,
    health: HealthCache,
    tails: Tails,
    watches: Watches,
    fleet: Fleet,
    leaving: AtomicBool,
}

impl Service {
    /// From now on it says that it isn't ready.
    pub(crate) fn leave(&self) {
        self.front.leaving.store(true, Relaxed);
    }

    /// Whether balancers are to leave it.
    pub(crate) fn is_leaving(&self) -> bool {
        self.front.leaving.load(Relaxed)
    }

    /// Without any counts.
    pub(crate) fn new(federation: Federation, parts: ServiceParts) -> Self {
        let ServiceParts { load, certificate, scrapers, looks, outgoing, to_peers } = parts;
        let limits = Limits::new(federation.settings().rates, federation.clock().clone());
        let meters = Arc::new(Meters::default());
        let metrics = Metrics::new(Sources {
            store: federation.store().clone(),
            http: load,
            hashing: federation.hashing().clone(),
            attempts: federation.attempts().clone(),
            tasks: meters.clone(),
            certificate,
            started: federation.now().timestamp_micros() as f64 / 1e6,
        });
        Self {
            federation,
            front: Arc::new(Front {
                limits,
                meters,
                metrics,
                scrapers,
                looks,
                outgoing,
                health: HealthCache::new(to_peers),
                tails: Tails::default(),
                watches: Watches::default(),
                fleet: Fleet::default(),
                leaving: AtomicBool::new(false),
            }),
        }
    }

    /// How many requests each caller has left.
    pub(crate) fn limits(&self) -> &Limits {
        &self.front.limits
    }

    /// What is counted of each background task.
    pub(crate) fn meters(&self) -> &Meters {
        &self.front.meters
    }

    /// What is counted, for Prometheus.
    pub(crate) fn metrics(&self) -> &Metrics {
        &self.front.metrics
    }

    /// Who may read that.
    pub(crate) fn scrapers(&self) -> &Access {
        &self.front.scrapers
    }

    /// How the pages look at this moment.
    pub(crate) fn brand(&self) -> Arc<Brand> {
        self.front.looks.brand()
    }

    /// The look itself, which changes when administrators change it.
    pub(crate) fn looks(&self) -> &Looks {
        &self.front.looks
    }

    /// The way to addresses that users name.
    pub(crate) fn outgoing(&self) -> &Outgoing {
        &self.front.outgoing
    }

    /// How the parts of the deployment were when it was looked last.
    pub(crate) fn health(&self) -> &HealthCache {
        &self.front.health
    }

    /// The logs of jobs that somebody follows.
    pub(crate) fn tails(&self) -> &Tails {
        &self.front.tails
    }

    /// The daemons on other machines that are connected.
    pub(crate) fn fleet(&self) -> &Fleet {
        &self.front.fleet
    }

    /// The workspaces that somebody watches.
    pub(crate) fn watches(&self) -> &Watches {
        &self.front.watches
    }
}

impl Deref for Service {
    type Target = Federation;

    fn deref(&self) -> &Federation {
        &self.federation
    }
}

//! The whole service behind the HTTP interface: handlers and the guard are methods of [`Service`].

use std::ops::Deref;
use std::sync::{Arc, OnceLock};

use burgrave_api::runtime::Load;

use crate::background::Meters;
use crate::federation::Federation;
use crate::limits::Limits;
use crate::metrics::{Access, Metrics, Sources};
use crate::pages::Brand;
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
    pub(crate) brand: Arc<Brand>,
}

struct Front {
    limits: Limits,
    meters: Arc<Meters>,
    metrics: Metrics,
    scrapers: Access,
    brand: Arc<Brand>,
    tails: Tails,
    watches: Watches,
}

impl Service {
    /// Without any counts.
    pub(crate) fn new(federation: Federation, parts: ServiceParts) -> Self {
        let ServiceParts { load, certificate, scrapers, brand } = parts;
        let limits = Limits::new(federation.settings().rates, federation.clock().clone());
        let meters = Arc::new(Meters::default());
        let metrics = Metrics::new(Sources {
            store: federation.store().clone(),
            http: load,
            hashing: federation.hashing().clone(),
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
                brand,
                tails: Tails::default(),
                watches: Watches::default(),
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

    /// How the pages look.
    pub(crate) fn brand(&self) -> &Brand {
        &self.front.brand
    }

    /// The logs of jobs that somebody follows.
    pub(crate) fn tails(&self) -> &Tails {
        &self.front.tails
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

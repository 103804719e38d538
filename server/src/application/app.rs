//! What one process has once.

use std::sync::{Arc, OnceLock};

use burgrave_api::runtime::Load;
use burgrave_core::sealing::SealingKeys;
use burgrave_core::{Clock, Entropy, Hasher};
use burgrave_store::Store;
use chrono::{DateTime, Utc};
use slog::Logger;
use uuid::Uuid;

use super::{ActionContext, AppSettings, AuditContext, Caller, ClientInfo, Hashing};
use crate::background::Meters;
use crate::federation::oauth2::Documents;
use crate::federation::oidc::{Provider, Refreshing};
use crate::guard::Limits;
use crate::metrics::{Metrics, Sources};
use crate::tls::Current;

/// The application: handlers are methods of it. Clones share everything.
#[derive(Clone)]
pub(crate) struct App {
    parts: Arc<Shared>,
}

/// What an application is made of.
pub(crate) struct AppParts {
    /// Where everything is kept.
    pub(crate) store: Store,
    /// What time it is.
    pub(crate) clock: Arc<dyn Clock>,
    /// Where ids, tokens and salts come from.
    pub(crate) entropy: Arc<dyn Entropy>,
    /// Makes and checks password hashes.
    pub(crate) hasher: Hasher,
    /// What the operator decided.
    pub(crate) settings: AppSettings,
    /// What is under way; given once the server listens.
    pub(crate) load: Arc<OnceLock<Load>>,
    /// The certificate of the listener, if it has one.
    pub(crate) certificate: Option<Arc<Current>>,
    /// Keys for secrets that must be read back.
    pub(crate) sealing: SealingKeys,
    /// Through whom people log in, if anybody.
    pub(crate) provider: Option<Provider>,
    /// What clients say about themselves at the addresses that are their ids.
    pub(crate) documents: Documents,
    /// Where log lines go.
    pub(crate) log: Logger,
}

struct Shared {
    store: Store,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
    hashing: Hashing,
    settings: AppSettings,
    sealing: SealingKeys,
    provider: Option<Provider>,
    refreshing: Refreshing,
    documents: Documents,
    limits: Limits,
    meters: Arc<Meters>,
    metrics: Metrics,
    log: Logger,
}

impl App {
    /// Puts an application together and starts its hashing thread.
    ///
    /// # Errors
    /// The system gives no thread.
    pub(crate) fn new(parts: AppParts) -> std::io::Result<Self> {
        let AppParts {
            store,
            clock,
            entropy,
            hasher,
            settings,
            load,
            certificate,
            sealing,
            provider,
            documents,
            log,
        } = parts;
        let hashing = Hashing::start(hasher, entropy.clone())?;
        let limits = Limits::new(settings.rates, clock.clone());
        let meters = Arc::new(Meters::default());
        let metrics = Metrics::new(Sources {
            store: store.clone(),
            http: load,
            hashing: hashing.clone(),
            tasks: meters.clone(),
            certificate,
            started: clock.now().timestamp_micros() as f64 / 1e6,
        });
        let refreshing = Refreshing::default();
        Ok(Self {
            parts: Arc::new(Shared {
                store,
                clock,
                entropy,
                hashing,
                settings,
                sealing,
                provider,
                refreshing,
                documents,
                limits,
                meters,
                metrics,
                log,
            }),
        })
    }

    /// Where everything is kept.
    pub(crate) fn store(&self) -> &Store {
        &self.parts.store
    }

    /// What time it is.
    pub(crate) fn now(&self) -> DateTime<Utc> {
        self.parts.clock.now()
    }

    /// Where ids, tokens and salts come from.
    pub(crate) fn entropy(&self) -> &dyn Entropy {
        &*self.parts.entropy
    }

    /// Password hashes, one at a time.
    pub(crate) fn hashing(&self) -> &Hashing {
        &self.parts.hashing
    }

    /// What the operator decided.
    pub(crate) fn settings(&self) -> &AppSettings {
        &self.parts.settings
    }

    /// Keys for secrets that must be read back.
    pub(crate) fn sealing(&self) -> &SealingKeys {
        &self.parts.sealing
    }

    /// Through whom people log in, if anybody.
    pub(crate) fn provider(&self) -> Option<&Provider> {
        self.parts.provider.as_ref()
    }

    /// Whose tokens of the provider are being renewed.
    pub(crate) fn refreshing(&self) -> &Refreshing {
        &self.parts.refreshing
    }

    /// What clients say about themselves at the addresses that are their ids.
    pub(crate) fn documents(&self) -> &Documents {
        &self.parts.documents
    }

    /// How many requests each caller has left.
    pub(crate) fn limits(&self) -> &Limits {
        &self.parts.limits
    }

    /// What is counted of each background task.
    pub(crate) fn meters(&self) -> &Meters {
        &self.parts.meters
    }

    /// What is counted, for Prometheus.
    pub(crate) fn metrics(&self) -> &Metrics {
        &self.parts.metrics
    }

    /// Where log lines go.
    pub(crate) fn log(&self) -> &Logger {
        &self.parts.log
    }

    /// An identity for something that is made now.
    pub(crate) fn new_id<Id: From<Uuid>>(&self) -> Id {
        self.entropy().uuid_at(self.now()).into()
    }

    /// Something that somebody does who isn't signed in, now.
    pub(crate) fn audit_context(&self, client: ClientInfo) -> AuditContext {
        AuditContext { client, now: self.now(), entry: self.new_id() }
    }

    /// A change that a caller asks for, now.
    pub(crate) fn context(&self, caller: Arc<Caller>, client: ClientInfo) -> ActionContext {
        ActionContext { caller, client, now: self.now(), entry: self.new_id() }
    }
}

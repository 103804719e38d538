//! All metrics under their names, and how they are written out.

use std::fmt;
use std::sync::{Arc, OnceLock};

use burgrave_api::Outcome;
use burgrave_api::runtime::{Cx, Load as HttpLoad};
use burgrave_store::Store;
use prometheus_client::encoding::prometheus_text::encode;
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::Registry;

use super::calls::Calls;
use super::certificate::Certificate;
use super::database::Database;
use super::entries::Entries;
use super::load::Load;
use super::messages::{MessageQueue, Messages};
use super::queues::{Queue, Queues};
use super::tasks::Tasks;
use crate::application::{Attempts, Hashing};
use crate::background::Meters;
use crate::identity::audit::stream::Backlog;
use crate::tls::Current;

/// What begins the names of everything that isn't the process's.
const PREFIX: &str = "burgrave";

/// Where numbers are read.
pub(crate) struct Sources {
    /// The database.
    pub(crate) store: Store,
    /// What is under way in the server, once it listens.
    pub(crate) http: Arc<OnceLock<HttpLoad>>,
    /// Where passwords wait.
    pub(crate) hashing: Hashing,
    /// Attempts to send messages.
    pub(crate) attempts: Attempts,
    /// The background tasks.
    pub(crate) tasks: Arc<Meters>,
    /// The certificate of the listener, if it has one.
    pub(crate) certificate: Option<Arc<Current>>,
    /// When the server started, in seconds since 1970.
    pub(crate) started: f64,
}

/// What waits, as it was read for a scrape.
#[derive(Debug, Default)]
pub(crate) struct Waiting {
    /// Jobs for daemons.
    pub(crate) jobs: Vec<Queue>,
    /// Entries of the audit log for receivers.
    pub(crate) entries: Vec<Backlog>,
    /// Messages to people and routes.
    pub(crate) messages: Vec<MessageQueue>,
}

/// The metrics of one server.
pub(crate) struct Metrics {
    registry: Registry,
    calls: Calls,
    queues: Queues,
    entries: Entries,
    messages: Messages,
}

impl Metrics {
    /// All at 0.
    pub(crate) fn new(sources: Sources) -> Self {
        let mut registry = Registry::default();
        #[cfg(target_os = "linux")]
        registry.register_collector(Box::new(super::process::Process { started: sources.started }));
        let own = registry.sub_registry_with_prefix(PREFIX);
        let version = Info::new([("version", crate::VERSION)]);
        own.register("build", "Which version runs", version);
        let calls = Calls::register(own);
        own.register_collector(Box::new(Load { http: sources.http, hashing: sources.hashing }));
        own.register_collector(Box::new(Database(sources.store)));
        own.register_collector(Box::new(Tasks(sources.tasks)));
        if let Some(certificate) = sources.certificate {
            own.register_collector(Box::new(Certificate(certificate)));
        }
        let queues = Queues::default();
        own.register_collector(Box::new(queues.clone()));
        let entries = Entries::default();
        own.register_collector(Box::new(entries.clone()));
        let messages = Messages::new(sources.attempts);
        own.register_collector(Box::new(messages.clone()));
        Self { registry, calls, queues, entries, messages }
    }

    /// Counts a wrong credential of this kind.
    pub(crate) fn wrong_credential(&self, kind: &'static str) {
        self.calls.wrong_credential(kind);
    }

    /// Counts a request that has ended.
    pub(crate) fn observe(&self, cx: &Cx, outcome: &Outcome) {
        self.calls.observe(cx, outcome);
    }

    /// All of them in the text format of Prometheus, version 0.0.4, with what waits now.
    ///
    /// # Errors
    /// None: text in memory takes everything.
    pub(crate) fn text(&self, waiting: Waiting) -> Result<String, fmt::Error> {
        self.queues.show(waiting.jobs);
        self.entries.show(waiting.entries);
        self.messages.show(waiting.messages);
        let mut text = String::new();
        encode(&mut text, &self.registry)?;
        Ok(text)
    }
}

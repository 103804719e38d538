//! The metrics of a daemon on another machine: it tells them itself.

use std::fmt;

use chrono::{DateTime, Utc};
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::prometheus_text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::Registry;

/// What became of a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum JobOutcome {
    /// It has its result.
    Succeeded,
    /// It has none.
    Failed,
    /// Somebody has canceled it.
    Canceled,
    /// It wasn't the daemon's any more when that told its end.
    Lost,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Label {
    outcome: &'static str,
}

impl JobOutcome {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Succeeded => "succeeded",
            Self::Failed => "failed",
            Self::Canceled => "canceled",
            Self::Lost => "lost",
        }
    }
}

/// What one daemon counts.
pub(crate) struct ProvisionerMetrics {
    registry: Registry,
    connected: Gauge,
    sessions: Counter,
    repeated: Counter,
    running: Gauge,
    jobs: Family<Label, Counter>,
}

impl ProvisionerMetrics {
    /// All at 0.
    pub(crate) fn new(started: DateTime<Utc>) -> Self {
        let mut registry = Registry::default();
        #[cfg(target_os = "linux")]
        registry.register_collector(Box::new(super::process::Process {
            started: started.timestamp_micros() as f64 / 1e6,
        }));
        let own = registry.sub_registry_with_prefix("burgrave_provisioner");
        own.register("build", "Which version runs", Info::new([("version", crate::VERSION)]));
        let (connected, running) = (Gauge::default(), Gauge::default());
        let (sessions, repeated, jobs) = (Counter::default(), Counter::default(), Family::default());
        own.register("connected", "Whether the server is connected now", connected.clone());
        own.register("sessions", "Connections with the server so far", sessions.clone());
        let help = "Calls made again because their connection had ended, or the server could not answer";
        own.register("repeated_calls", help, repeated.clone());
        own.register("jobs_running", "Jobs under way, which are one at most", running.clone());
        own.register("jobs", "Jobs that have ended, by what became of them", jobs.clone());
        Self { registry, connected, sessions, repeated, running, jobs }
    }

    /// The server is connected, or isn't any more.
    pub(crate) fn connected(&self, connected: bool) {
        self.connected.set(connected.into());
        if connected {
            self.sessions.inc();
        }
    }

    /// Whether it is.
    pub(crate) fn is_connected(&self) -> bool {
        self.connected.get() > 0
    }

    /// A call is made again.
    pub(crate) fn repeated(&self) {
        self.repeated.inc();
    }

    /// A job is under way, or none is.
    pub(crate) fn running(&self, running: bool) {
        self.running.set(running.into());
    }

    /// A job has ended.
    pub(crate) fn ended(&self, outcome: JobOutcome) {
        self.jobs.get_or_create(&Label { outcome: outcome.as_str() }).inc();
    }

    /// All of them in the text format of Prometheus.
    ///
    /// # Errors
    /// None: text in memory takes everything.
    pub(crate) fn text(&self) -> Result<String, fmt::Error> {
        let mut text = String::new();
        encode(&mut text, &self.registry)?;
        Ok(text)
    }
}

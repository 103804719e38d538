//! Jobs that wait for provisioner daemons.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use prometheus_client::collector::Collector;
use prometheus_client::encoding::DescriptorEncoder;
use prometheus_client::metrics::gauge::ConstGauge;

use super::sample::family;

/// Jobs that the same daemons may take, while some wait.
#[derive(Debug, Clone)]
pub(crate) struct Queue {
    /// The name of the organization.
    pub(crate) organization: String,
    /// What carries them out.
    pub(crate) provisioner: &'static str,
    /// Their tags, as `a=b,c=d`.
    pub(crate) tags: String,
    /// How many wait.
    pub(crate) waiting: u64,
    /// How long the oldest has waited.
    pub(crate) oldest_seconds: f64,
}

/// What was read for the scrape under way. Clones are the same.
#[derive(Debug, Clone, Default)]
pub(super) struct Queues(Arc<Mutex<Vec<Queue>>>);

impl Queues {
    /// Shows these from now on.
    pub(super) fn show(&self, queues: Vec<Queue>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = queues;
    }
}

impl Collector for Queues {
    fn encode(&self, mut out: DescriptorEncoder<'_>) -> fmt::Result {
        let out = &mut out;
        let queues = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let labels = |queue: &Queue| {
            [
                ("organization", queue.organization.clone()),
                ("provisioner", queue.provisioner.to_owned()),
                ("tags", queue.tags.clone()),
            ]
        };
        let waiting = queues.iter().map(|queue| (labels(queue), ConstGauge::new(queue.waiting)));
        family(
            out,
            "provisioner_jobs_waiting",
            "Jobs that wait for a provisioner daemon, by their tags",
            waiting,
        )?;
        let oldest = queues.iter().map(|queue| (labels(queue), ConstGauge::new(queue.oldest_seconds)));
        let help = "How long the oldest job with these tags has waited for a provisioner daemon";
        family(out, "provisioner_jobs_oldest_wait_seconds", help, oldest)
    }
}

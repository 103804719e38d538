//! Entries of the audit log that wait for receivers.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use prometheus_client::collector::Collector;
use prometheus_client::encoding::DescriptorEncoder;
use prometheus_client::metrics::gauge::ConstGauge;

use super::sample::family;
use crate::identity::audit::stream::Backlog;

/// What was read for the scrape under way. Clones are the same.
#[derive(Debug, Clone, Default)]
pub(super) struct Entries(Arc<Mutex<Vec<Backlog>>>);

impl Entries {
    /// Shows these from now on.
    pub(super) fn show(&self, backlogs: Vec<Backlog>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = backlogs;
    }
}

impl Collector for Entries {
    fn encode(&self, mut out: DescriptorEncoder<'_>) -> fmt::Result {
        let out = &mut out;
        let backlogs = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let labels = |backlog: &Backlog| [("receiver", backlog.receiver)];
        let waiting = backlogs.iter().map(|backlog| (labels(backlog), ConstGauge::new(backlog.entries)));
        family(
            out,
            "audit_entries_waiting",
            "Entries of the audit log that a receiver hasn't got yet",
            waiting,
        )?;
        let oldest =
            backlogs.iter().map(|backlog| (labels(backlog), ConstGauge::new(backlog.oldest_seconds)));
        let help = "How long the oldest entry of the audit log has waited for a receiver";
        family(out, "audit_entries_oldest_wait_seconds", help, oldest)
    }
}

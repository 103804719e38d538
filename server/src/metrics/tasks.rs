//! Background tasks.

use std::fmt;
use std::sync::Arc;

use prometheus_client::collector::Collector;
use prometheus_client::encoding::DescriptorEncoder;
use prometheus_client::metrics::counter::ConstCounter;
use prometheus_client::metrics::gauge::ConstGauge;

use super::sample::family;
use crate::background::Meters;

/// Reads what is counted of each task.
#[derive(Debug)]
pub(super) struct Tasks(pub(super) Arc<Meters>);

impl Collector for Tasks {
    fn encode(&self, mut out: DescriptorEncoder<'_>) -> fmt::Result {
        let out = &mut out;
        let read = self.0.read();
        let runs = read.iter().map(|task| ([("task", task.task)], ConstCounter::new(task.runs)));
        family(
            out,
            "background_runs",
            "Runs of a background task that ended here, failed ones included",
            runs,
        )?;
        let failures = read.iter().map(|task| ([("task", task.task)], ConstCounter::new(task.failures)));
        family(out, "background_failures", "Runs of a background task that failed", failures)?;
        let last = read.iter().map(|task| ([("task", task.task)], ConstGauge::new(task.last.as_secs_f64())));
        family(out, "background_last_run_seconds", "How long the last run of a background task took", last)
    }
}

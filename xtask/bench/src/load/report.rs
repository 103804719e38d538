//! What a round of load gave.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// What the load generator saw.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Report {
    /// Answers in the counted time.
    pub(crate) answers: u64,
    /// The counted time.
    pub(crate) time: Duration,
    /// Half of the answers came within this.
    pub(crate) p50: Duration,
    /// 99 of 100 answers came within this.
    pub(crate) p99: Duration,
}

/// A round, seen from both sides.
#[derive(Clone, Copy, Debug, Serialize)]
pub(crate) struct Measured {
    /// Answers a second.
    pub(crate) rate: f64,
    /// Median latency, in milliseconds.
    pub(crate) p50_ms: f64,
    /// 99th percentile of the latency, in milliseconds.
    pub(crate) p99_ms: f64,
    /// Processor time of the server a request, user and system, in microseconds.
    pub(crate) cpu_us: f64,
}

impl Report {
    /// From every latency; they are sorted.
    pub(super) fn new(mut latencies: Vec<Duration>, time: Duration) -> Self {
        latencies.sort_unstable();
        let at = |share: usize| latencies.get(latencies.len() * share / 100).copied().unwrap_or_default();
        Self { answers: latencies.len() as u64, time, p50: at(50), p99: at(99) }
    }

    /// With the processor time that the server took meanwhile.
    pub(crate) fn with_cpu(&self, cpu: Duration) -> Measured {
        Measured {
            rate: self.answers as f64 / self.time.as_secs_f64(),
            p50_ms: self.p50.as_secs_f64() * 1e3,
            p99_ms: self.p99.as_secs_f64() * 1e3,
            cpu_us: cpu.as_secs_f64() * 1e6 / self.answers.max(1) as f64,
        }
    }
}

impl Measured {
    /// The median of each figure over several rounds.
    pub(crate) fn median(rounds: &[Self]) -> Self {
        let of = |figure: fn(&Self) -> f64| crate::table::median(rounds.iter().map(figure));
        Self {
            rate: of(|round| round.rate),
            p50_ms: of(|round| round.p50_ms),
            p99_ms: of(|round| round.p99_ms),
            cpu_us: of(|round| round.cpu_us),
        }
    }
}

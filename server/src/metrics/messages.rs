//! Messages to people and routes: what waits, and what has become of attempts.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use prometheus_client::collector::Collector;
use prometheus_client::encoding::DescriptorEncoder;
use prometheus_client::metrics::counter::ConstCounter;
use prometheus_client::metrics::gauge::ConstGauge;

use super::sample::family;
use crate::application::Attempts;

/// What is still to be sent by one way.
#[derive(Debug, Clone)]
pub(crate) struct MessageQueue {
    /// The way.
    pub(crate) method: &'static str,
    /// How many messages, up to 100,000.
    pub(crate) messages: u64,
    /// How long ago the oldest of them was made.
    pub(crate) oldest_seconds: f64,
}

/// What was read for the scrape under way, and attempts as they are counted. Clones are the same.
#[derive(Debug, Clone)]
pub(super) struct Messages {
    queues: Arc<Mutex<Vec<MessageQueue>>>,
    attempts: Attempts,
}

impl Messages {
    /// Without queues.
    pub(super) fn new(attempts: Attempts) -> Self {
        Self { queues: Arc::default(), attempts }
    }

    /// Shows these queues from now on.
    pub(super) fn show(&self, queues: Vec<MessageQueue>) {
        *self.queues.lock().unwrap_or_else(PoisonError::into_inner) = queues;
    }
}

impl Collector for Messages {
    fn encode(&self, mut out: DescriptorEncoder<'_>) -> fmt::Result {
        let out = &mut out;
        let queues = self.queues.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let labels = |queue: &MessageQueue| [("method", queue.method)];
        let waiting = queues.iter().map(|queue| (labels(queue), ConstGauge::new(queue.messages)));
        family(out, "notifications_waiting", "Messages that are still to be sent, by their way", waiting)?;
        let oldest = queues.iter().map(|queue| (labels(queue), ConstGauge::new(queue.oldest_seconds)));
        let help = "How long ago the oldest message was made that is still to be sent";
        family(out, "notifications_oldest_wait_seconds", help, oldest)?;
        let attempts = self.attempts.counted().into_iter().map(|(method, outcome, count)| {
            ([("method", method), ("outcome", outcome.as_str())], ConstCounter::new(count))
        });
        family(
            out,
            "notification_attempts",
            "Attempts to send a message, by what has become of them",
            attempts,
        )
    }
}

//! What is under way now.

use std::fmt;
use std::sync::{Arc, OnceLock};

use prometheus_client::collector::Collector;
use prometheus_client::encoding::DescriptorEncoder;

use super::sample::gauge;
use crate::application::Hashing;

/// Reads what is under way.
pub(super) struct Load {
    /// Given once the server listens.
    pub(super) http: Arc<OnceLock<burgrave_api::runtime::Load>>,
    /// Where passwords wait.
    pub(super) hashing: Hashing,
}

impl fmt::Debug for Load {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Load")
    }
}

impl Collector for Load {
    fn encode(&self, mut out: DescriptorEncoder<'_>) -> fmt::Result {
        let out = &mut out;
        let number = |number: usize| u64::try_from(number).unwrap_or(u64::MAX);
        if let Some(http) = self.http.get() {
            let help = "Requests under way, the one that asks among them";
            gauge(out, "http_requests_in_flight", help, number(http.requests()))?;
            gauge(out, "http_websockets", "WebSockets that stand", number(http.websockets()))?;
        }
        let help = "Passwords that wait to be hashed or checked";
        gauge(out, "password_hashes_queued", help, number(self.hashing.waiting()))
    }
}

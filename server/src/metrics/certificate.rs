//! The certificate of the listener.

use std::fmt;
use std::sync::Arc;

use prometheus_client::collector::Collector;
use prometheus_client::encoding::DescriptorEncoder;

use super::sample;
use crate::tls::Current;

/// Reads the certificate that is shown now.
#[derive(Debug)]
pub(super) struct Certificate(pub(super) Arc<Current>);

impl Collector for Certificate {
    fn encode(&self, mut out: DescriptorEncoder<'_>) -> fmt::Result {
        let (name, help) =
            ("tls_certificate_expiry_timestamp_seconds", "When the certificate of the listener ends");
        let seconds = u64::try_from(self.0.not_after().timestamp()).unwrap_or(0);
        sample::gauge(&mut out, name, help, seconds)?;
        let refused = "Failed reloads of the certificate; the old one stays in use";
        sample::counter(&mut out, "tls_certificate_reload_failures", refused, self.0.failed_reloads())
    }
}

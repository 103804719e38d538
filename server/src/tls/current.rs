//! The certificate that new connections are shown, which may be exchanged while the server runs.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, PoisonError, RwLock};

use chrono::{DateTime, Utc};
use rustls::ServerConfig;
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use slog::{Logger, error, info, warn};

use super::provider::provider;
use super::{Certificate, CertificateFault};
use crate::config::TlsFiles;

/// What is spoken inside TLS (RFC 7301), the best first: HTTP/2 and HTTP/1.1.
const PROTOCOLS: [&[u8]; 2] = [b"h2", b"http/1.1"];

/// The certificate of one server, and the files that it comes from.
#[derive(Debug)]
pub(crate) struct Current {
    files: TlsFiles,
    certificate: RwLock<Certificate>,
    failed_reloads: AtomicU64,
}

impl Current {
    /// Reads the files for the first time.
    ///
    /// # Errors
    /// The files can't be used.
    pub(crate) fn load(
        files: TlsFiles,
        now: DateTime<Utc>,
        log: &Logger,
    ) -> Result<Arc<Self>, CertificateFault> {
        let certificate = Certificate::read(&files)?;
        tell_if_out_of_date(&certificate, now, log);
        Ok(Arc::new(Self { files, certificate: RwLock::new(certificate), failed_reloads: AtomicU64::new(0) }))
    }

    /// Reloads the files. Open connections keep their certificate; an invalid pair changes nothing, and the
    /// log says why.
    pub(crate) fn reload(&self, now: DateTime<Utc>, log: &Logger) {
        match Certificate::read(&self.files) {
            Ok(certificate) => {
                info!(log, "the certificate was reloaded"; "not_after" => certificate.not_after.to_rfc3339());
                tell_if_out_of_date(&certificate, now, log);
                *self.certificate.write().unwrap_or_else(PoisonError::into_inner) = certificate;
            }
            Err(fault) => {
                self.failed_reloads.fetch_add(1, Relaxed);
                error!(log, "the certificate could not be reloaded; the old one stays in use";
                "cause" => %fault);
            }
        }
    }

    /// Until when clients take it.
    pub(crate) fn not_after(&self) -> DateTime<Utc> {
        self.certificate().not_after
    }

    /// The number of failed reloads.
    pub(crate) fn failed_reloads(&self) -> u64 {
        self.failed_reloads.load(Relaxed)
    }

    /// TLS 1.2 and 1.3 with this certificate, for any requested server name.
    ///
    /// # Errors
    /// None with the provider that is built in.
    pub(crate) fn server_config(self: &Arc<Self>) -> Result<ServerConfig, rustls::Error> {
        let versions =
            ServerConfig::builder_with_provider(provider()).with_safe_default_protocol_versions()?;
        let mut config = versions.with_no_client_auth().with_cert_resolver(self.clone());
        config.alpn_protocols = PROTOCOLS.map(<[u8]>::to_vec).to_vec();
        Ok(config)
    }

    fn certificate(&self) -> Certificate {
        self.certificate.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl ResolvesServerCert for Current {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(self.certificate().key)
    }
}

fn tell_if_out_of_date(certificate: &Certificate, now: DateTime<Utc>, log: &Logger) {
    if !certificate.is_valid_at(now) {
        warn!(log, "the certificate is out of date: clients will refuse it";
            "not_before" => certificate.not_before.to_rfc3339(),
            "not_after" => certificate.not_after.to_rfc3339());
    }
}

//! Reads a certificate and its key.

use std::path::Path;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use rustls::pki_types::pem::{self, PemObject};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::sign::CertifiedKey;
use rustls::{Error, InconsistentKeys};
use x509_cert::der::Decode;

use super::CertificateFault;
use super::provider::provider;
use crate::config::TlsFiles;

/// A certificate that can be shown, with its key.
#[derive(Debug, Clone)]
pub(crate) struct Certificate {
    /// What the handshake needs.
    pub(super) key: Arc<CertifiedKey>,
    /// From when on clients take it.
    pub(crate) not_before: DateTime<Utc>,
    /// Until when clients take it.
    pub(crate) not_after: DateTime<Utc>,
}

impl Certificate {
    /// Reads both files.
    ///
    /// # Errors
    /// The files can't be used; an expired certificate is no error.
    pub(crate) fn read(files: &TlsFiles) -> Result<Self, CertificateFault> {
        let chain = chain(&files.certificate)?;
        let key = key(&files.key)?;
        let unfit =
            |cause: String| CertificateFault::UnfitCertificate { path: files.certificate.clone(), cause };
        let own = chain.first().ok_or_else(|| CertificateFault::NoCertificate(files.certificate.clone()))?;
        let parsed = x509_cert::Certificate::from_der(own).map_err(|error| unfit(error.to_string()))?;
        let validity = parsed.tbs_certificate().validity();
        let time = |time: x509_cert::time::Time| {
            let seconds = i64::try_from(time.to_unix_duration().as_secs()).ok();
            seconds
                .and_then(|seconds| DateTime::from_timestamp(seconds, 0))
                .unwrap_or(DateTime::<Utc>::MAX_UTC)
        };
        let (not_before, not_after) = (time(validity.not_before), time(validity.not_after));
        let key = CertifiedKey::from_der(chain, key, &provider()).map_err(|error| match error {
            Error::InconsistentKeys(InconsistentKeys::KeyMismatch) => {
                CertificateFault::Mismatch { certificate: files.certificate.clone(), key: files.key.clone() }
            }
            Error::InvalidCertificate(cause) => unfit(format!("{cause:?}")),
            other => CertificateFault::UnfitKey { path: files.key.clone(), cause: other.to_string() },
        })?;
        Ok(Self { key: Arc::new(key), not_before, not_after })
    }

    /// Whether clients take it at this time.
    pub(crate) fn is_valid_at(&self, now: DateTime<Utc>) -> bool {
        (self.not_before..=self.not_after).contains(&now)
    }
}

fn chain(path: &Path) -> Result<Vec<CertificateDer<'static>>, CertificateFault> {
    let text = bytes(path)?;
    CertificateDer::pem_slice_iter(&text).collect::<Result<_, _>>().map_err(|error| no_pem(path, &error))
}

fn key(path: &Path) -> Result<PrivateKeyDer<'static>, CertificateFault> {
    let text = bytes(path)?;
    PrivateKeyDer::from_pem_slice(&text).map_err(|error| match error {
        pem::Error::NoItemsFound if has(&text, b"ENCRYPTED PRIVATE KEY") => {
            CertificateFault::EncryptedKey(path.to_owned())
        }
        pem::Error::NoItemsFound => CertificateFault::NoKey(path.to_owned()),
        other => no_pem(path, &other),
    })
}

fn bytes(path: &Path) -> Result<Vec<u8>, CertificateFault> {
    std::fs::read(path).map_err(|cause| CertificateFault::Unreadable { path: path.to_owned(), cause })
}

/// Some of its errors hold the line at which they met, which may be a part of the key.
fn no_pem(path: &Path, error: &pem::Error) -> CertificateFault {
    let cause = match error {
        pem::Error::MissingSectionEnd { .. } => "a block has no end",
        pem::Error::IllegalSectionStart { .. } => "a line that begins a block is malformed",
        pem::Error::Base64Decode(_) => "a block is no base64",
        _ => "its blocks can't be read",
    };
    CertificateFault::NoPem { path: path.to_owned(), cause: cause.into() }
}

fn has(text: &[u8], words: &[u8]) -> bool {
    text.windows(words.len()).any(|window| window == words)
}

//! What the provider says about itself, and its keys.

use std::sync::Arc;

use burgrave_core::Clock;
use chrono::{DateTime, TimeDelta, Utc};
use openidconnect::core::{
    CoreAuthDisplay, CoreClaimName, CoreClaimType, CoreClientAuthMethod, CoreGrantType, CoreJsonWebKey,
    CoreJweContentEncryptionAlgorithm, CoreJweKeyManagementAlgorithm, CoreResponseMode, CoreResponseType,
    CoreSubjectIdentifierType,
};
use openidconnect::{AdditionalProviderMetadata, DiscoveryError, IssuerUrl, ProviderMetadata};
use serde::{Deserialize, Serialize};
use tokio::sync::Mutex;

use super::http::{Http, HttpFault};
use crate::config::OidcConfig;
use crate::fault::Fault;

/// What was read is read again after this time.
const FRESH_FOR: TimeDelta = TimeDelta::hours(1);
/// Keys that aren't known are looked for this often at most, and a provider that is away is asked.
const RENEWED_EVERY: TimeDelta = TimeDelta::minutes(1);

/// The parts of the discovery document that the library doesn't read.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct More {
    /// RFC 8414.
    #[serde(default)]
    pub(super) code_challenge_methods_supported: Vec<String>,
    /// OpenID Connect RP-Initiated Logout 1.0.
    #[serde(default)]
    pub(super) end_session_endpoint: Option<url::Url>,
}

impl AdditionalProviderMetadata for More {}

/// The discovery document and the keys.
pub(super) type Metadata = ProviderMetadata<
    More,
    CoreAuthDisplay,
    CoreClientAuthMethod,
    CoreClaimName,
    CoreClaimType,
    CoreGrantType,
    CoreJweContentEncryptionAlgorithm,
    CoreJweKeyManagementAlgorithm,
    CoreJsonWebKey,
    CoreResponseMode,
    CoreResponseType,
    CoreSubjectIdentifierType,
>;

/// A provider through which people log in.
pub(crate) struct Provider {
    /// What the operator decided.
    pub(super) config: OidcConfig,
    /// How it is asked.
    pub(super) http: Http,
    clock: Arc<dyn Clock>,
    found: Mutex<Option<Found>>,
}

struct Found {
    metadata: Arc<Metadata>,
    at: DateTime<Utc>,
    /// When it was asked last, in vain perhaps.
    asked: DateTime<Utc>,
}

/// Why nothing could be read.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ProviderFault {
    /// It doesn't answer now; it may later.
    #[error("the provider {issuer} can't be reached: {cause}")]
    Away {
        /// Its issuer.
        issuer: String,
        /// What happened.
        cause: String,
    },
    /// What it answers is no provider's document, or another one's.
    #[error("{issuer}/.well-known/openid-configuration is not this provider's document: {cause}")]
    Wrong {
        /// Its issuer.
        issuer: String,
        /// What is wrong.
        cause: String,
    },
}

impl Provider {
    /// A provider that hasn't been asked yet.
    ///
    /// # Errors
    /// No way to ask it.
    pub(crate) fn new(config: OidcConfig, clock: Arc<dyn Clock>) -> std::io::Result<Self> {
        let http = Http::new().map_err(std::io::Error::other)?;
        Ok(Self { config, http, clock, found: Mutex::new(None) })
    }

    /// Words on the button of a login page.
    pub(crate) fn sign_in_text(&self) -> &str {
        &self.config.sign_in_text
    }

    /// Picture on the button; may be empty.
    pub(crate) fn icon_url(&self) -> &str {
        &self.config.icon_url
    }

    /// Asks it at the start.
    ///
    /// # Errors
    /// `Away`, with which a server may start; `Wrong`, with which it may not.
    pub(crate) async fn check(&self) -> Result<(), ProviderFault> {
        self.discover(&mut *self.found.lock().await).await.map(|_| ())
    }

    /// What it says about itself, an hour old at most while it answers.
    ///
    /// # Errors
    /// `Provider` when it never answered.
    pub(super) async fn metadata(&self) -> Result<Arc<Metadata>, Fault> {
        self.newer_than(FRESH_FOR).await
    }

    /// The same after a key was missing: a minute old at most.
    ///
    /// # Errors
    /// `Provider` when it never answered.
    pub(super) async fn renewed(&self) -> Result<Arc<Metadata>, Fault> {
        self.newer_than(RENEWED_EVERY).await
    }

    /// What an account of this provider is known by.
    pub(super) fn linked_id(&self, subject: &str) -> String {
        format!("{}||{subject}", self.config.issuer.as_str().trim_end_matches('/'))
    }

    async fn newer_than(&self, age: TimeDelta) -> Result<Arc<Metadata>, Fault> {
        let mut found = self.found.lock().await;
        let now = self.clock.now();
        let fresh = |known: &&mut Found| now - known.at < age || now - known.asked < RENEWED_EVERY;
        if let Some(known) = found.as_mut() {
            if fresh(&known) {
                return Ok(known.metadata.clone());
            }
            known.asked = now;
        }
        let old = found.as_ref().map(|known| known.metadata.clone());
        match (self.discover(&mut found).await, old) {
            (Ok(metadata), _) | (Err(_), Some(metadata)) => Ok(metadata),
            (Err(fault), None) => Err(unreachable("is not available", fault)),
        }
    }

    async fn discover(&self, found: &mut Option<Found>) -> Result<Arc<Metadata>, ProviderFault> {
        let issuer = self.config.issuer.as_str().trim_end_matches('/').to_owned();
        let written = written_issuer(&self.config.issuer);
        let url = IssuerUrl::new(written)
            .map_err(|fault| ProviderFault::Wrong { issuer: issuer.clone(), cause: fault.to_string() })?;
        let metadata =
            Metadata::discover_async(url, &self.http).await.map_err(|fault| told(issuer, fault))?;
        let metadata = Arc::new(metadata);
        let now = self.clock.now();
        *found = Some(Found { metadata: metadata.clone(), at: now, asked: now });
        Ok(metadata)
    }
}

/// The issuer as the operator wrote it: a URL without a path gets no slash, because issuers are compared letter by letter.
fn written_issuer(url: &url::Url) -> String {
    if url.path() == "/" { url.as_str().trim_end_matches('/').to_owned() } else { url.as_str().to_owned() }
}

fn told(issuer: String, fault: DiscoveryError<HttpFault>) -> ProviderFault {
    match fault {
        DiscoveryError::Request(cause) => ProviderFault::Away { issuer, cause: cause.to_string() },
        DiscoveryError::Response(status, _, _) if status.is_server_error() => {
            ProviderFault::Away { issuer, cause: format!("it answers {status}") }
        }
        DiscoveryError::Response(status, _, cause) => {
            ProviderFault::Wrong { issuer, cause: format!("{cause} ({status})") }
        }
        other => ProviderFault::Wrong { issuer, cause: other.to_string() },
    }
}

/// What a person is told when the provider doesn't do its part; the cause is for the log.
pub(super) fn unreachable(what: &str, cause: impl std::fmt::Display) -> Fault {
    Fault::Provider {
        message: format!("The identity provider {what}. Try again later."),
        cause: cause.to_string(),
    }
}

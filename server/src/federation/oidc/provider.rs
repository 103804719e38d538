//! What the provider says about itself, and its keys.

use std::sync::Arc;

use ::http::StatusCode;
use burgrave_core::Clock;
use burgrave_core::oidc::Document;
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Map, Value};
use tokio::sync::Mutex;
use url::Url;

use super::http::{Http, HttpFault};
use super::keys::Keys;
use crate::config::OidcConfig;
use crate::fault::Fault;

/// What was read is read again after this time.
const FRESH_FOR: TimeDelta = TimeDelta::hours(1);
/// A provider that is away is asked this often at most, and keys that don't fit a signature are looked for.
const RENEWED_EVERY: TimeDelta = TimeDelta::minutes(1);

/// The discovery document and the keys.
pub(super) struct Metadata {
    /// The document.
    pub(super) document: Document,
    /// The keys.
    pub(super) keys: Keys,
}

/// A provider through which people log in.
pub(crate) struct Provider {
    /// What the operator decided.
    pub(super) config: OidcConfig,
    /// How it is asked.
    pub(super) http: Http,
    clock: Arc<dyn Clock>,
    found: Mutex<Option<CachedMetadata>>,
}

struct CachedMetadata {
    metadata: Arc<Metadata>,
    at: DateTime<Utc>,
    /// When it was asked last, with or without success.
    asked: DateTime<Utc>,
    /// When it was asked last because a signature didn't hold.
    renewed: Option<DateTime<Utc>>,
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
    #[error("{address} is not this provider's document: {cause}")]
    Wrong {
        /// Where it was read.
        address: String,
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
        let mut found = self.found.lock().await;
        let now = self.clock.now();
        if let Some(known) = found.as_mut() {
            if now - known.at < FRESH_FOR || now - known.asked < RENEWED_EVERY {
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

    /// The same after a signature didn't hold with these keys: newer ones, unless they were looked for within
    /// the last minute already.
    ///
    /// # Errors
    /// `Provider` when it never answered.
    pub(super) async fn renewed(&self, failed: &Arc<Metadata>) -> Result<Arc<Metadata>, Fault> {
        let mut found = self.found.lock().await;
        let now = self.clock.now();
        if let Some(known) = found.as_mut() {
            let lately = known.renewed.is_some_and(|renewed| now - renewed < RENEWED_EVERY);
            if lately || !Arc::ptr_eq(&known.metadata, failed) {
                return Ok(known.metadata.clone());
            }
            (known.asked, known.renewed) = (now, Some(now));
        }
        self.discover(&mut found).await.or_else(|_| Ok(failed.clone()))
    }

    /// What an account of this provider is known by.
    pub(super) fn linked_id(&self, subject: &str) -> String {
        let issuer =
            Url::parse(&self.config.issuer).map_or_else(|_| self.config.issuer.clone(), String::from);
        format!("{}||{subject}", issuer.trim_end_matches('/'))
    }

    /// Reads the document and the keys, and remembers them.
    async fn discover(&self, found: &mut Option<CachedMetadata>) -> Result<Arc<Metadata>, ProviderFault> {
        let issuer = &self.config.issuer;
        // OpenID Connect Discovery section 4: a slash at the end is left out of the address, and nowhere
        // else.
        let address = format!("{}/.well-known/openid-configuration", issuer.trim_end_matches('/'));
        let wrong = |cause: String| ProviderFault::Wrong { address: address.clone(), cause };
        let url = Url::parse(&address).map_err(|fault| wrong(fault.to_string()))?;
        let document = Document::read(&self.object(&url).await?).map_err(|fault| wrong(fault.to_string()))?;
        if !self.config.skip_issuer_checks && document.issuer != *issuer {
            return Err(wrong(format!("unexpected issuer {:?} (expected {issuer:?})", document.issuer)));
        }
        let keys =
            Keys::read(&self.object(&document.jwks_uri).await?).ok_or_else(|| ProviderFault::Wrong {
                address: document.jwks_uri.to_string(),
                cause: "its \"keys\" are no list of keys".into(),
            })?;
        let metadata = Arc::new(Metadata { document, keys });
        let now = self.clock.now();
        let renewed = found.as_ref().and_then(|known| known.renewed);
        *found = Some(CachedMetadata { metadata: metadata.clone(), at: now, asked: now, renewed });
        Ok(metadata)
    }

    /// A JSON object at the provider.
    async fn object(&self, url: &Url) -> Result<Map<String, Value>, ProviderFault> {
        let away = |cause: String| ProviderFault::Away { issuer: self.config.issuer.clone(), cause };
        let wrong = |cause: String| ProviderFault::Wrong { address: url.to_string(), cause };
        let answer = match self.http.get(url).await {
            Ok(answer) => answer,
            Err(fault @ HttpFault::Size) => return Err(wrong(fault.to_string())),
            Err(fault) => return Err(away(fault.to_string())),
        };
        match answer.status() {
            StatusCode::OK => {
                serde_json::from_slice(answer.body()).map_err(|_| wrong("it is no JSON object".into()))
            }
            status if passes(status) => Err(away(format!("it answers {status}"))),
            status => Err(wrong(format!("it answers {status}"))),
        }
    }
}

/// Whether a status says nothing that lasts.
fn passes(status: StatusCode) -> bool {
    status.is_server_error() || matches!(status, StatusCode::TOO_MANY_REQUESTS | StatusCode::REQUEST_TIMEOUT)
}

/// The answer to a person when the provider fails; the cause is for the log.
pub(super) fn unreachable(what: &str, cause: impl std::fmt::Display) -> Fault {
    Fault::Provider {
        message: format!("The identity provider {what}. Try again later."),
        cause: cause.to_string(),
    }
}

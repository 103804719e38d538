//! Where a route leads. Addresses of chats are secrets: whoever knows one may write there.

use burgrave_core::Entropy;
use burgrave_core::notifications::{RouteKind, SigningSecret};
use burgrave_core::sealing::SealingKeys;
use burgrave_store::RouteRecord;
use serde::{Deserialize, Serialize};
use url::Url;

use crate::fault::{Fault, FieldFault};

/// For which place it is sealed.
const PLACE: &[u8] = b"address of a notification route";

/// The address, and the secret that signs what goes there; as they were written.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Address {
    pub(super) url: String,
    pub(super) secret: Option<String>,
}

/// The same, ready to be used.
pub(super) struct RoutePlace {
    pub(super) kind: RouteKind,
    pub(super) url: Url,
    pub(super) secret: Option<SigningSecret>,
}

impl Address {
    /// Everything that is wrong with it. Faults don't repeat it.
    pub(super) fn faults(&self, kind: RouteKind) -> Vec<FieldFault> {
        let mut faults = Vec::new();
        let fault = |field: &str, detail: &str| FieldFault { field: field.into(), detail: detail.into() };
        if self.parsed().is_none() {
            faults.push(fault("url", "must be an http or https URL, as https://hooks.slack.com/services/…"));
        }
        match &self.secret {
            Some(_) if kind != RouteKind::Webhook => {
                faults.push(fault("secret", "must be left out: only webhooks are signed"));
            }
            Some(secret) if secret.parse::<SigningSecret>().is_err() => {
                faults.push(fault("secret", "must be whsec_ and behind it 24 to 64 random bytes in base64"));
            }
            _ => {}
        }
        faults
    }

    /// The host, for people; empty where there is none.
    pub(super) fn host(&self) -> String {
        self.parsed().and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_default()
    }

    fn parsed(&self) -> Option<Url> {
        let url = Url::parse(&self.url).ok()?;
        (matches!(url.scheme(), "http" | "https") && url.has_host()).then_some(url)
    }

    /// As it is kept.
    pub(super) fn sealed(&self, keys: &SealingKeys, entropy: &dyn Entropy) -> Result<Vec<u8>, Fault> {
        let text = serde_json::to_vec(self).map_err(|error| Fault::Internal(error.to_string()))?;
        keys.seal(&text, PLACE, entropy).map_err(|fault| Fault::Internal(fault.to_string()))
    }

    /// What is kept; none where it was sealed by a key that is gone.
    pub(super) fn opened(route: &RouteRecord, keys: &SealingKeys) -> Option<Self> {
        serde_json::from_slice(&keys.open(&route.address, PLACE).ok()?).ok()
    }
}

impl RoutePlace {
    /// Where a route leads; in the error, why nobody knows any more.
    pub(super) fn of(route: &RouteRecord, keys: &SealingKeys) -> Result<Self, String> {
        let address = Address::opened(route, keys).ok_or("the address was sealed by another key")?;
        let kind = route.kind.parse().map_err(|_| "it is of a kind that this release doesn't know")?;
        let url = address.parsed().ok_or("the address is none")?;
        Ok(Self { kind, url, secret: address.secret.and_then(|secret| secret.parse().ok()) })
    }
}

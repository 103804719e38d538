//! The keys with which the provider signs (RFC 7517), and tokens that are signed with them (RFC 7515).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use burgrave_core::idpsync::Claims;
use openidconnect::JsonWebKey as _;
use openidconnect::core::{CoreJsonWebKey, CoreJwsSigningAlgorithm};
use serde_json::{Map, Value};

/// The fields of a key that are read; all others are ignored.
const FIELDS: [&str; 8] = ["kty", "kid", "alg", "n", "e", "crv", "x", "y"];
/// Most keys of a provider that are kept.
const MOST_KEYS: usize = 100;

/// The keys.
pub(super) struct Keys(Vec<CoreJsonWebKey>);

/// Why a signature proves nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum SignatureFault {
    /// None of the keys could have made it.
    #[error("The provider has no key that belongs to this signature.")]
    NoKey,
    /// None of the keys that could have made it did.
    #[error("The signature doesn't hold.")]
    Wrong,
    /// An algorithm that is unknown, or whose key is no secret of the provider alone.
    #[error("The signature's algorithm {0:?} is not among those that the provider's keys can have made.")]
    Algorithm(String),
}

/// A signed token, taken apart.
pub(super) struct Signed<'a> {
    algorithm: String,
    key_id: Option<String>,
    message: &'a str,
    signature: Vec<u8>,
    /// What it says.
    pub(super) claims: Claims,
}

impl<'a> Signed<'a> {
    /// Takes a token apart; none for what is no signed token of one signature. Extensions that must be
    /// understood are not.
    pub(super) fn parse(token: &'a str) -> Option<Self> {
        let (message, signature) = token.rsplit_once('.')?;
        let (header, claims) = message.split_once('.')?;
        let header: Map<String, Value> = json(header)?;
        if header.contains_key("crit") {
            return None;
        }
        let text = |name: &str| header.get(name).and_then(Value::as_str).map(str::to_owned);
        Some(Self {
            algorithm: text("alg")?,
            key_id: text("kid"),
            message,
            signature: URL_SAFE_NO_PAD.decode(signature).ok()?,
            claims: json(claims)?,
        })
    }

    /// Its algorithm, as the token names it.
    pub(super) fn algorithm(&self) -> &str {
        &self.algorithm
    }
}

fn json(part: &str) -> Option<Map<String, Value>> {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).ok()?).ok()
}

impl Keys {
    /// Reads a set of keys; none for what is no such set. Keys that can't be used are left out.
    pub(super) fn read(set: &Map<String, Value>) -> Option<Self> {
        let keys = set.get("keys")?.as_array()?;
        Some(Self(keys.iter().take(MOST_KEYS).filter_map(key).collect()))
    }

    /// The key that made a token's signature.
    ///
    /// # Errors
    /// There is none.
    pub(super) fn signer(
        &self,
        token: &Signed<'_>,
    ) -> Result<(&CoreJsonWebKey, CoreJwsSigningAlgorithm), SignatureFault> {
        let algorithm = algorithm(&token.algorithm)
            .ok_or_else(|| SignatureFault::Algorithm(token.algorithm.chars().take(20).collect()))?;
        let fits = |key: &&CoreJsonWebKey| match (&token.key_id, key.key_id()) {
            (Some(wanted), Some(id)) => wanted == id.as_str(),
            _ => true,
        };
        let mut candidates = self.0.iter().filter(fits).peekable();
        if candidates.peek().is_none() {
            return Err(SignatureFault::NoKey);
        }
        let message = token.message.as_bytes();
        let made =
            |key: &&CoreJsonWebKey| key.verify_signature(&algorithm, message, &token.signature).is_ok();
        let key = candidates.find(made).ok_or(SignatureFault::Wrong)?;
        Ok((key, algorithm))
    }
}

/// Keys of the provider sign, never the client's secret: its holder could make tokens.
fn algorithm(name: &str) -> Option<CoreJwsSigningAlgorithm> {
    use CoreJwsSigningAlgorithm as A;
    let algorithm: A = serde_json::from_value(name.into()).ok()?;
    let symmetric = matches!(algorithm, A::None | A::HmacSha256 | A::HmacSha384 | A::HmacSha512);
    (!symmetric).then_some(algorithm)
}

fn key(written: &Value) -> Option<CoreJsonWebKey> {
    let written = written.as_object()?;
    if written.get("use").is_some_and(|purpose| purpose == "enc") {
        return None;
    }
    let fields = FIELDS.iter().filter_map(|name| {
        let value = written.get(*name)?.as_str().filter(|value| !value.is_empty())?;
        Some(((*name).to_owned(), Value::from(value)))
    });
    serde_json::from_value(Value::Object(fields.collect())).ok()
}

//! A licence as it is sent: a JSON Web Token (RFC 7519) that a known key has signed with Ed25519 (RFC 8037).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use serde_json::{Map, Value};

use super::{Claims, PublicKeys};

/// Letters of a licence at most.
pub const LONGEST_TOKEN: usize = 16 * 1024;

/// The one algorithm that counts.
const ALGORITHM: &str = "EdDSA";

/// A licence whose signature holds.
#[derive(Debug, Clone, PartialEq)]
pub struct License {
    /// What it means.
    pub claims: Claims,
    /// Its payload as it was written.
    pub payload: Map<String, Value>,
}

/// Why a text is no licence.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TokenFault {
    /// It isn't of the form.
    #[error("the text is no signed token")]
    Malformed,
    /// Another algorithm.
    #[error("the token must be signed with {ALGORITHM}")]
    Algorithm,
    /// It doesn't say which key signed it.
    #[error("JOSE header must contain kid")]
    MissingKey,
    /// Nobody knows the key.
    #[error("no key with ID {0}")]
    UnknownKey(String),
    /// Another key signed it, or nobody.
    #[error("the signature doesn't hold")]
    Signature,
    /// It is over.
    #[error("the token has expired")]
    Expired,
    /// Claims break rules.
    #[error("{}", .0.join("; "))]
    Claims(Vec<String>),
}

impl License {
    /// Reads a licence and checks its signature and its claims.
    ///
    /// # Errors
    /// The first thing that is wrong with the token; of the claims, everything.
    pub fn read(text: &str, keys: &PublicKeys, now: DateTime<Utc>) -> Result<Self, TokenFault> {
        let payload = verified(text, keys)?;
        let claims = Claims::read(&payload);
        let ended = |claims: &Claims| claims.expires.is_some_and(|end| end <= now);
        if claims.as_ref().is_ok_and(ended) {
            return Err(TokenFault::Expired);
        }
        let claims = claims.map_err(TokenFault::Claims)?;
        let faults = claims.faults(now);
        if faults.is_empty() { Ok(Self { claims, payload }) } else { Err(TokenFault::Claims(faults)) }
    }

    /// The payload of a text of the form, whoever signed it.
    ///
    /// # Errors
    /// `Malformed`.
    pub fn payload_of(text: &str) -> Result<Map<String, Value>, TokenFault> {
        let (_, payload, ..) = parts(text)?;
        object(payload)
    }
}

fn verified(text: &str, keys: &PublicKeys) -> Result<Map<String, Value>, TokenFault> {
    let (header, payload, signed, signature) = parts(text)?;
    let header = object(header)?;
    let payload = object(payload)?;
    let word = |name: &str| header.get(name).and_then(Value::as_str).filter(|word| !word.is_empty());
    if word("alg") != Some(ALGORITHM) {
        return Err(TokenFault::Algorithm);
    }
    let key = word("kid").ok_or(TokenFault::MissingKey)?;
    match keys.verify(key, signed.as_bytes(), &signature) {
        None => Err(TokenFault::UnknownKey(key.chars().take(100).collect())),
        Some(false) => Err(TokenFault::Signature),
        Some(true) => Ok(payload),
    }
}

/// Header, payload, what is signed, and the signature.
fn parts(text: &str) -> Result<(&str, &str, &str, Vec<u8>), TokenFault> {
    if text.len() > LONGEST_TOKEN {
        return Err(TokenFault::Malformed);
    }
    let (signed, signature) = text.rsplit_once('.').ok_or(TokenFault::Malformed)?;
    let (header, payload) = signed.split_once('.').ok_or(TokenFault::Malformed)?;
    let signature = URL_SAFE_NO_PAD.decode(signature).map_err(|_| TokenFault::Malformed)?;
    Ok((header, payload, signed, signature))
}

fn object(part: &str) -> Result<Map<String, Value>, TokenFault> {
    let bytes = URL_SAFE_NO_PAD.decode(part).map_err(|_| TokenFault::Malformed)?;
    serde_json::from_slice(&bytes).map_err(|_| TokenFault::Malformed)
}

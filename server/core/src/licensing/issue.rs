//! Making licences, for those who run the server for others.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::{Map, Value};

use super::PublicKeys;
use crate::oauth2::{SigningAlgorithm, SigningKey};

const BEGIN: &str = "-----BEGIN PRIVATE KEY-----";
const END: &str = "-----END PRIVATE KEY-----";

/// Letters of a line of a PEM file (RFC 7468 section 2).
const LINE: usize = 64;

/// Why a licence can't be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum IssueFault {
    /// The library fails.
    #[error("the key can't be made or used")]
    Failed,
    /// What was read is no private key.
    #[error("this is no private key of Ed25519 as `burgrave license keygen` writes it")]
    Unreadable,
}

/// A new pair of keys: the private one, and the public one as the setting has it.
///
/// # Errors
/// `Failed`.
pub fn generate(name: &str) -> Result<(SigningKey, String), IssueFault> {
    let key = SigningKey::generate(SigningAlgorithm::EdDsa).map_err(|_| IssueFault::Failed)?;
    let public = key.public_jwk()["x"].as_str().map(|x| URL_SAFE_NO_PAD.decode(x));
    match public {
        Some(Ok(public)) => Ok((key, PublicKeys::written(name, &public))),
        _ => Err(IssueFault::Failed),
    }
}

/// A private key as a file holds it (PKCS #8, PEM).
///
/// # Errors
/// `Failed`.
pub fn private_key(key: &SigningKey) -> Result<String, IssueFault> {
    let text = STANDARD.encode(key.to_bytes().map_err(|_| IssueFault::Failed)?);
    let mut file = format!("{BEGIN}\n");
    for line in text.as_bytes().chunks(LINE) {
        file.push_str(&String::from_utf8_lossy(line));
        file.push('\n');
    }
    Ok(file + END + "\n")
}

/// Reads such a file.
///
/// # Errors
/// `Unreadable`.
pub fn read_private_key(file: &str) -> Result<SigningKey, IssueFault> {
    let inside = file.trim().strip_prefix(BEGIN).and_then(|rest| rest.strip_suffix(END));
    let text: String = inside.ok_or(IssueFault::Unreadable)?.split_whitespace().collect();
    let bytes = STANDARD.decode(text).map_err(|_| IssueFault::Unreadable)?;
    SigningKey::from_bytes(SigningAlgorithm::EdDsa, &bytes).map_err(|_| IssueFault::Unreadable)
}

/// The licence with these claims, signed by the key of this name.
///
/// # Errors
/// `Failed`.
pub fn issue(key: &SigningKey, name: &str, claims: Map<String, Value>) -> Result<String, IssueFault> {
    key.sign(name, &Value::Object(claims)).map_err(|_| IssueFault::Failed)
}

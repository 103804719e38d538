//! Secrets that must be read back, encrypted at rest (ChaCha20-Poly1305, RFC 8439) under keys that can be
//! replaced: the first seals, all of them open.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{ChaCha20Poly1305, Key, Nonce};
use sha2::{Digest, Sha256};

use crate::Entropy;

/// Bytes of a key.
pub const KEY_LENGTH: usize = 32;
/// Marks the layout: name of the key, nonce, ciphertext with its tag.
const LAYOUT: u8 = 1;
const NAME_LENGTH: usize = 8;
const NONCE_LENGTH: usize = 12;

/// The keys, newest first.
#[derive(Clone)]
pub struct SealingKeys(Vec<NamedKey>);

#[derive(Clone)]
struct NamedKey {
    name: [u8; NAME_LENGTH],
    key: [u8; KEY_LENGTH],
}

/// Why something sealed can't be opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SealFault {
    /// None of the keys sealed it.
    #[error("it was sealed with a key that is not among the configured ones")]
    UnknownKey,
    /// It was changed, belongs elsewhere, or never was a sealed secret.
    #[error("it is damaged, or was not sealed for this place")]
    Damaged,
}

impl SealingKeys {
    /// From keys, newest first; none when there is no key.
    #[must_use]
    pub fn new(keys: Vec<[u8; KEY_LENGTH]>) -> Option<Self> {
        let named: Vec<_> = keys.into_iter().map(NamedKey::new).collect();
        (!named.is_empty()).then_some(Self(named))
    }

    /// Reads one key as the operator writes it: base64 of 32 bytes.
    #[must_use]
    pub fn parse(text: &str) -> Option<[u8; KEY_LENGTH]> {
        STANDARD.decode(text.trim()).ok()?.try_into().ok()
    }

    /// A new key, as the operator would write it.
    #[must_use]
    pub fn generate(entropy: &dyn Entropy) -> String {
        let mut key = [0; KEY_LENGTH];
        entropy.fill(&mut key);
        STANDARD.encode(key)
    }

    /// What tells these keys from others and says nothing of them, newest first.
    #[must_use]
    pub fn fingerprints(&self) -> Vec<String> {
        let hex = |name: &[u8]| name.iter().map(|byte| format!("{byte:02x}")).collect();
        self.0.iter().map(|key| hex(&key.name)).collect()
    }

    /// Seals a secret for one place (such as the user that it belongs to): it can't be opened for another.
    ///
    /// # Errors
    /// The secret is longer than the cipher takes (256 GiB).
    pub fn seal(&self, secret: &[u8], place: &[u8], entropy: &dyn Entropy) -> Result<Vec<u8>, SealFault> {
        let [newest, ..] = &self.0[..] else { return Err(SealFault::UnknownKey) };
        let mut nonce = [0; NONCE_LENGTH];
        entropy.fill(&mut nonce);
        let payload = Payload { msg: secret, aad: place };
        let sealed = newest.cipher().encrypt(&Nonce::from(nonce), payload).map_err(|_| SealFault::Damaged)?;
        Ok([&[LAYOUT][..], &newest.name, &nonce, &sealed].concat())
    }

    /// Opens what was sealed for this place.
    ///
    /// # Errors
    /// It was sealed with another key, for another place, or was damaged.
    pub fn open(&self, sealed: &[u8], place: &[u8]) -> Result<Vec<u8>, SealFault> {
        let Some((&LAYOUT, rest)) = sealed.split_first() else { return Err(SealFault::Damaged) };
        let (name, rest) = rest.split_first_chunk::<NAME_LENGTH>().ok_or(SealFault::Damaged)?;
        let (nonce, message) = rest.split_first_chunk::<NONCE_LENGTH>().ok_or(SealFault::Damaged)?;
        let key = self.0.iter().find(|key| key.name == *name).ok_or(SealFault::UnknownKey)?;
        let payload = Payload { msg: message, aad: place };
        key.cipher().decrypt(&Nonce::from(*nonce), payload).map_err(|_| SealFault::Damaged)
    }
}

impl NamedKey {
    fn new(key: [u8; KEY_LENGTH]) -> Self {
        let mut name = [0; NAME_LENGTH];
        name.copy_from_slice(&Sha256::digest(key)[..NAME_LENGTH]);
        Self { name, key }
    }

    fn cipher(&self) -> ChaCha20Poly1305 {
        ChaCha20Poly1305::new(&Key::from(self.key))
    }
}

/// How many, and nothing of them.
impl fmt::Debug for SealingKeys {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "SealingKeys({})", self.0.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SystemEntropy;

    fn keys(first: &[u8]) -> SealingKeys {
        SealingKeys::new(first.iter().map(|byte| [*byte; KEY_LENGTH]).collect()).expect("there are keys")
    }

    #[test]
    fn what_was_sealed_is_opened_with_any_of_the_keys() {
        let sealed = keys(&[1]).seal(b"token", b"user", &SystemEntropy).expect("it is short");
        assert_eq!(keys(&[1]).open(&sealed, b"user"), Ok(b"token".to_vec()));
        assert_eq!(keys(&[2, 1]).open(&sealed, b"user"), Ok(b"token".to_vec()));
        assert_eq!(keys(&[2]).open(&sealed, b"user"), Err(SealFault::UnknownKey));
        let renewed = keys(&[2, 1]).seal(b"token", b"user", &SystemEntropy).expect("it is short");
        assert_eq!(keys(&[2]).open(&renewed, b"user"), Ok(b"token".to_vec()));
    }

    #[test]
    fn a_sealed_secret_says_nothing_and_fits_nowhere_else() {
        let sealed = keys(&[1]).seal(b"a-secret-token", b"user", &SystemEntropy).expect("it is short");
        assert!(!sealed.windows(6).any(|part| part == b"secret"));
        assert_eq!(keys(&[1]).open(&sealed, b"other"), Err(SealFault::Damaged));
        for place in [0, 1, 9, 21, sealed.len() - 1] {
            let mut damaged = sealed.clone();
            damaged[place] ^= 1;
            assert!(keys(&[1]).open(&damaged, b"user").is_err(), "byte {place}");
        }
        assert_eq!(keys(&[1]).open(&sealed[..20], b"user"), Err(SealFault::Damaged));
        assert_eq!(keys(&[1]).open(b"", b"user"), Err(SealFault::Damaged));
    }

    #[test]
    fn equal_keys_have_equal_fingerprints() {
        let (one, other) = (keys(&[1, 2]).fingerprints(), keys(&[2]).fingerprints());
        assert_eq!((one[0].len(), &one[1]), (2 * NAME_LENGTH, &other[0]));
        assert_ne!(one[0], one[1]);
    }

    #[test]
    fn keys_are_written_as_base64_of_32_bytes() {
        let text = SealingKeys::generate(&SystemEntropy);
        assert!(SealingKeys::parse(&text).is_some());
        for wrong in ["", "abc", &text[..40]] {
            assert_eq!(SealingKeys::parse(wrong), None);
        }
        assert!(SealingKeys::new(Vec::new()).is_none());
        assert_eq!(format!("{:?}", keys(&[1, 2])), "SealingKeys(2)");
    }
}

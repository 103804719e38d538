//! The public keys that licences are signed with.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use aws_lc_rs::signature::{ED25519, UnparsedPublicKey};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};

/// Bytes of a public key of Ed25519.
const LENGTH: usize = 32;

/// Keys that may be configured at most.
const MOST: usize = 64;

/// Letters of the name of a key at most.
const LONGEST_NAME: usize = 128;

/// Public keys by their names. Without any, no licence is needed.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct PublicKeys(BTreeMap<String, [u8; LENGTH]>);

/// Why a text isn't a list of keys.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyFault {
    /// An entry has no name.
    #[error("an entry has no name in front of =")]
    Unnamed,
    /// A name that can't be one.
    #[error("a name of a key has 1 to {LONGEST_NAME} letters without spaces, commas or =")]
    Name,
    /// A key that can't be read.
    #[error("the key {0} is not the base64 of 32 bytes")]
    Key(String),
    /// A name that stands there twice.
    #[error("the key {0} stands there twice")]
    Twice(String),
    /// More than are needed by anybody.
    #[error("there are more than {MOST} keys")]
    Many,
}

impl PublicKeys {
    /// Whether no licence is needed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether the key of this name signed the text; none when there is no such key.
    #[must_use]
    pub fn verify(&self, name: &str, text: &[u8], signature: &[u8]) -> Option<bool> {
        let key = self.0.get(name)?;
        Some(UnparsedPublicKey::new(&ED25519, key).verify(text, signature).is_ok())
    }

    /// A key as the setting has it.
    #[must_use]
    pub fn written(name: &str, key: &[u8]) -> String {
        format!("{name}={}", STANDARD.encode(key))
    }
}

impl FromStr for PublicKeys {
    type Err = KeyFault;

    /// `name=base64,name=base64`; nothing is no key.
    fn from_str(text: &str) -> Result<Self, KeyFault> {
        let mut keys = BTreeMap::new();
        for entry in text.split(',').map(str::trim).filter(|entry| !entry.is_empty()) {
            let (name, key) = entry.split_once('=').ok_or(KeyFault::Unnamed)?;
            if name.is_empty() || name.chars().count() > LONGEST_NAME || name.contains(char::is_whitespace) {
                return Err(KeyFault::Name);
            }
            let bytes = STANDARD.decode(key).or_else(|_| URL_SAFE_NO_PAD.decode(key.trim_end_matches('=')));
            let bytes = bytes.ok().and_then(|bytes| bytes.try_into().ok());
            let bytes = bytes.ok_or_else(|| KeyFault::Key(name.to_owned()))?;
            if keys.insert(name.to_owned(), bytes).is_some() {
                return Err(KeyFault::Twice(name.to_owned()));
            }
        }
        if keys.len() > MOST { Err(KeyFault::Many) } else { Ok(Self(keys)) }
    }
}

impl fmt::Debug for PublicKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("PublicKeys").field(&self.0.keys().collect::<Vec<_>>()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_read_by_name_in_both_alphabets() {
        let key = [0xfb; LENGTH];
        let (one, two) = (PublicKeys::written("2026-03", &key), URL_SAFE_NO_PAD.encode(key));
        let keys: PublicKeys = format!("{one}, second={two}").parse().unwrap();
        assert_eq!(keys.0.len(), 2);
        assert_eq!(keys.0["2026-03"], keys.0["second"]);
        assert_eq!(keys.verify("third", b"", b""), None);
        assert_eq!(keys.verify("second", b"", b""), Some(false));
        assert!("".parse::<PublicKeys>().unwrap().is_empty());
    }

    #[test]
    fn faults_of_keys_say_what_is_wrong() {
        let twice = format!("a={0},a={0}", STANDARD.encode([1; LENGTH]));
        for (text, fault) in [
            ("abc", KeyFault::Unnamed),
            ("=abc", KeyFault::Name),
            ("a b=abc", KeyFault::Name),
            ("a=abc", KeyFault::Key("a".into())),
            ("a=", KeyFault::Key("a".into())),
            (twice.as_str(), KeyFault::Twice("a".into())),
        ] {
            assert_eq!(text.parse::<PublicKeys>(), Err(fault), "{text}");
        }
    }
}

//! Secrets that the operator shares with others, kept as digests, so that a printed value is of no use.

use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// The valid secrets.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SharedSecrets(Vec<[u8; 32]>);

impl SharedSecrets {
    /// From the secrets themselves.
    pub(super) fn new(keys: &[&str]) -> Self {
        Self(keys.iter().map(|key| Sha256::digest(key.as_bytes()).into()).collect())
    }

    /// Whether there is none: then what they open is off.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether this is one of the keys, compared in constant time.
    #[must_use]
    pub fn is_right(&self, key: &str) -> bool {
        let digest = <[u8; 32]>::from(Sha256::digest(key.as_bytes()));
        self.0.iter().fold(subtle::Choice::from(0), |right, known| right | known.ct_eq(&digest)).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_of_two_keys_is_right_and_no_other() {
        let keys = SharedSecrets::new(&["one", "two"]);
        assert!(keys.is_right("one") && keys.is_right("two"));
        assert!(!keys.is_right("three") && !keys.is_right("") && !SharedSecrets::default().is_right(""));
        assert!(!format!("{keys:?}").contains("one"));
    }
}

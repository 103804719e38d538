//! The keys of SCIM, kept as digests: what is printed by mistake opens no door.

use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// The keys that are right.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ScimKeys(Vec<[u8; 32]>);

impl ScimKeys {
    /// These keys and no others.
    pub(super) fn new(keys: &[&str]) -> Self {
        Self(keys.iter().map(|key| Sha256::digest(key.as_bytes()).into()).collect())
    }

    /// Whether there is none, so that SCIM is off.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether this is one of the keys, in a time that says nothing of them.
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
        let keys = ScimKeys::new(&["one", "two"]);
        assert!(keys.is_right("one") && keys.is_right("two"));
        assert!(!keys.is_right("three") && !keys.is_right("") && !ScimKeys::default().is_right(""));
        assert!(!format!("{keys:?}").contains("one"));
    }
}

//! Keys by which daemons on other machines come in: their secrets and their names.

use std::fmt;

use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::Entropy;
use crate::ids::ProvisionerKeyId;

/// Letters and digits of a secret: 256 bits.
pub const SECRET_LENGTH: usize = 43;
/// Characters of a key's name at most.
pub const KEY_NAME: usize = 64;

/// What daemons come in by that have no key of an organization.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReservedKey {
    /// They are built into the server.
    BuiltIn,
    /// Somebody's session.
    UserAuth,
    /// The secret that the operator has set for all.
    Psk,
}

impl ReservedKey {
    /// All of them, in the order of their ids.
    pub const ALL: [Self; 3] = [Self::BuiltIn, Self::UserAuth, Self::Psk];

    /// Its id.
    #[must_use]
    pub const fn id(self) -> ProvisionerKeyId {
        ProvisionerKeyId::new(Uuid::from_u128(match self {
            Self::BuiltIn => 1,
            Self::UserAuth => 2,
            Self::Psk => 3,
        }))
    }

    /// Its name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::BuiltIn => "built-in",
            Self::UserAuth => "user-auth",
            Self::Psk => "psk",
        }
    }

    /// That of an id.
    #[must_use]
    pub fn of(id: ProvisionerKeyId) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.id() == id)
    }

    /// That of a name, in any letter case.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.name().eq_ignore_ascii_case(name))
    }
}

/// The secret of a key.
#[derive(Clone, PartialEq, Eq)]
pub struct KeySecret(String);

/// The text can't be the secret of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must be {SECRET_LENGTH} characters")]
pub struct BadSecret;

impl KeySecret {
    /// A new secret.
    pub fn generate(entropy: &dyn Entropy) -> Self {
        Self(entropy.alphanumeric(SECRET_LENGTH))
    }

    /// Reads a secret as a daemon sends it.
    ///
    /// # Errors
    /// It has another length.
    pub fn parse(text: &str) -> Result<Self, BadSecret> {
        if text.len() == SECRET_LENGTH { Ok(Self(text.to_owned())) } else { Err(BadSecret) }
    }

    /// The secret: for whoever made the key, once.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// What is kept of it, and what it is found by. It is random and long, so that a slow hash would add
    /// nothing.
    #[must_use]
    pub fn hash(&self) -> Vec<u8> {
        Sha256::digest(self.0.as_bytes()).to_vec()
    }
}

impl fmt::Debug for KeySecret {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("KeySecret([redacted])")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_read_as_it_was_shown() {
        let secret = KeySecret::generate(&crate::SystemEntropy);
        let again = KeySecret::parse(secret.reveal()).expect("it has the length");
        assert_eq!(again.hash(), secret.hash());
        assert_eq!(KeySecret::parse("short"), Err(BadSecret));
        assert!(!format!("{secret:?}").contains(secret.reveal()));
    }

    #[test]
    fn reserved_keys_are_found_by_id_and_name() {
        for key in ReservedKey::ALL {
            assert_eq!(ReservedKey::of(key.id()), Some(key));
            assert_eq!(ReservedKey::named(&key.name().to_uppercase()), Some(key));
        }
        assert_eq!(ReservedKey::named("other"), None);
    }
}

//! Credentials of the provider: `coder_<prefix>_<secret>`, one form for client secrets, authorization codes,
//! refresh tokens, device codes and registration tokens. The prefix finds the row, the secret proves it; only
//! its hash is kept.

use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::Entropy;

/// What every credential begins with, so that scanners for leaked secrets know it.
const SCHEME: &str = "coder";
/// Letters and digits that find the row.
const PREFIX_LENGTH: usize = 10;
/// Letters and digits that prove it: 238 bits.
const SECRET_LENGTH: usize = 40;
/// How much of a secret is shown in lists, in characters.
const SHOWN: usize = 6;
/// No longer text is looked at: nothing that was given out is.
const LONGEST: usize = 256;

/// A credential in its two parts.
#[derive(Clone, PartialEq, Eq)]
pub struct Credential {
    /// Finds the row.
    pub prefix: String,
    secret: String,
}

impl Credential {
    /// A new one.
    pub fn generate(entropy: &dyn Entropy) -> Self {
        Self { prefix: entropy.alphanumeric(PREFIX_LENGTH), secret: entropy.alphanumeric(SECRET_LENGTH) }
    }

    /// Reads a credential as a client sends it; none for what was never given out. Whether the lengths are
    /// right is left to the lookup: a wrong prefix finds nothing.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        if text.len() > LONGEST {
            return None;
        }
        let mut parts = text.split('_');
        let (scheme, prefix, secret) = (parts.next()?, parts.next()?, parts.next()?);
        let letters = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric());
        let whole = scheme == SCHEME && letters(prefix) && letters(secret) && parts.next().is_none();
        whole.then(|| Self { prefix: prefix.to_owned(), secret: secret.to_owned() })
    }

    /// The whole credential: for its owner, once.
    #[must_use]
    pub fn reveal(&self) -> String {
        format!("{SCHEME}_{}_{}", self.prefix, self.secret)
    }

    /// The end of it, by which people tell their secrets apart.
    #[must_use]
    pub fn shown(&self) -> &str {
        &self.secret[self.secret.len().saturating_sub(SHOWN)..]
    }

    /// SHA-256 of the secret: what is kept. The secret is random and long, so that a slow hash would add
    /// nothing.
    #[must_use]
    pub fn hash(&self) -> [u8; 32] {
        Sha256::digest(self.secret.as_bytes()).into()
    }

    /// Whether the kept hash is this credential's, in a time that doesn't depend on where they differ.
    #[must_use]
    pub fn matches(&self, hash: &[u8]) -> bool {
        self.hash().ct_eq(hash).into()
    }
}

impl std::fmt::Debug for Credential {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Credential({SCHEME}_{}_[redacted])", self.prefix)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_credential_reads_back_and_matches_its_own_hash_only() {
        let (one, two) =
            (Credential::generate(&crate::SystemEntropy), Credential::generate(&crate::SystemEntropy));
        assert_eq!(Credential::parse(&one.reveal()), Some(one.clone()));
        assert_eq!(one.reveal().len(), "coder".len() + 2 + PREFIX_LENGTH + SECRET_LENGTH);
        assert!(one.matches(&one.hash()) && !one.matches(&two.hash()) && !one.matches(&[]));
        assert!(one.reveal().ends_with(one.shown()) && one.shown().len() == SHOWN);
        assert!(!format!("{one:?}").contains(&one.secret));
    }

    #[test]
    fn malformed_credentials_are_none() {
        for text in [
            "",
            "1234_4321",
            "notcoder_1234_4321",
            "coder_1234",
            "coder__1234",
            "coder_1234_",
            "coder_1_2_3",
            "_1_2",
            "coder_1234_43 21",
            "coder_12-4_4321",
            "CODER_1234_4321",
            "coder_1234_4321\n",
        ] {
            assert_eq!(Credential::parse(text), None, "{text:?}");
        }
        assert!(Credential::parse(&format!("coder_a_{}", "b".repeat(LONGEST))).is_none());
        assert!(Credential::parse("coder_1234_4321").is_some(), "well formed, and unknown");
    }

    proptest! {
        #[test]
        fn whatever_reads_as_a_credential_is_written_the_same(text in "(coder|.{0,3})_[a-zA-Z0-9_]{0,24}|.*") {
            if let Some(read) = Credential::parse(&text) {
                prop_assert_eq!(read.reveal(), text);
                prop_assert!(read.shown().len() <= SHOWN);
            }
        }
    }
}

//! Session tokens: `<id>-<secret>`. The id finds the key, the secret proves it; only its hash is kept.

use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::Entropy;

/// Letters and digits of a key's id.
pub const ID_LENGTH: usize = 10;
/// Letters and digits of a key's secret: 131 bits.
pub const SECRET_LENGTH: usize = 22;

/// A token in its two parts.
#[derive(Clone, PartialEq, Eq)]
pub struct SessionToken {
    /// Finds the key.
    pub id: String,
    secret: String,
}

/// Why a text is no token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TokenFault {
    /// Not exactly one hyphen.
    #[error("a session token has exactly one hyphen, between its id and its secret")]
    Hyphens,
    /// The part before the hyphen.
    #[error("the id of a session token has {ID_LENGTH} characters")]
    IdLength,
    /// The part after it.
    #[error("the secret of a session token has {SECRET_LENGTH} characters")]
    SecretLength,
    /// Something beside letters and digits.
    #[error("a session token has only letters and digits around its hyphen")]
    Characters,
}

impl SessionToken {
    /// A new token.
    pub fn generate(entropy: &dyn Entropy) -> Self {
        Self { id: entropy.alphanumeric(ID_LENGTH), secret: entropy.alphanumeric(SECRET_LENGTH) }
    }

    /// Reads a token as a client sends it.
    ///
    /// # Errors
    /// The first rule that the text breaks; never its content.
    pub fn parse(text: &str) -> Result<Self, TokenFault> {
        let (id, secret) = text.split_once('-').ok_or(TokenFault::Hyphens)?;
        match () {
            () if secret.contains('-') => Err(TokenFault::Hyphens),
            () if id.len() != ID_LENGTH => Err(TokenFault::IdLength),
            () if secret.len() != SECRET_LENGTH => Err(TokenFault::SecretLength),
            () if !text.bytes().all(|byte| byte == b'-' || byte.is_ascii_alphanumeric()) => {
                Err(TokenFault::Characters)
            }
            () => Ok(Self { id: id.to_owned(), secret: secret.to_owned() }),
        }
    }

    /// The whole token: for its owner, once.
    #[must_use]
    pub fn reveal(&self) -> String {
        format!("{}-{}", self.id, self.secret)
    }

    /// SHA-256 of the secret: what is kept. The secret is random and long, so that a slow hash would add
    /// nothing.
    #[must_use]
    pub fn hash(&self) -> [u8; 32] {
        Sha256::digest(self.secret.as_bytes()).into()
    }

    /// Whether the kept hash is this token's, in a time that doesn't depend on where they differ.
    #[must_use]
    pub fn matches(&self, hash: &[u8]) -> bool {
        self.hash().ct_eq(hash).into()
    }
}

impl std::fmt::Debug for SessionToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SessionToken({}-[redacted])", self.id)
    }
}

/// What a browser's script sends as `X-CSRF-TOKEN` beside the session cookie: bound to the session, so that
/// an attacker who can set cookies but not read them can't forge it.
#[must_use]
pub fn csrf_token(session_token: &str) -> String {
    let digest = Sha256::new().chain_update(b"csrf\0").chain_update(session_token.as_bytes()).finalize();
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Whether two secrets are the same, in a time that depends on their lengths only.
#[must_use]
pub fn same_secret(one: &str, other: &str) -> bool {
    one.as_bytes().ct_eq(other.as_bytes()).into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_token_reads_back_and_matches_its_own_hash_only() {
        let (one, two) =
            (SessionToken::generate(&crate::SystemEntropy), SessionToken::generate(&crate::SystemEntropy));
        assert_eq!(SessionToken::parse(&one.reveal()), Ok(one.clone()));
        assert!(one.matches(&one.hash()) && !one.matches(&two.hash()) && !one.matches(&[]));
        assert!(!format!("{one:?}").contains(&one.reveal()[11..]));
    }

    #[test]
    fn a_malformed_token_is_refused_for_its_reason() {
        let secret = "a".repeat(22);
        for (text, fault) in [
            (String::new(), TokenFault::Hyphens),
            ("a".repeat(33), TokenFault::Hyphens),
            (format!("abcdefghij-{}-a", "a".repeat(20)), TokenFault::Hyphens),
            (format!("short-{secret}"), TokenFault::IdLength),
            ("abcdefghij-short".to_owned(), TokenFault::SecretLength),
            (format!("abcdefghi!-{secret}"), TokenFault::Characters),
        ] {
            assert_eq!(SessionToken::parse(&text), Err(fault), "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_the_parser_panic(text in ".*") {
            let _ = SessionToken::parse(&text);
        }
    }
}

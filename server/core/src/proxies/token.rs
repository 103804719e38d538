//! Tokens of proxies: `<id of the proxy>:<secret>`. The id finds the proxy, the secret proves it; only its hash
//! is kept.

use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use uuid::Uuid;

use crate::Entropy;
use crate::ids::WorkspaceProxyId;

/// Letters and digits of a secret: 381 bits.
const SECRET_LENGTH: usize = 64;

/// A token in its two parts.
#[derive(Clone, PartialEq, Eq)]
pub struct ProxyToken {
    /// Whose it is.
    pub proxy: WorkspaceProxyId,
    secret: String,
}

impl ProxyToken {
    /// A new token, of no proxy yet.
    pub fn generate(entropy: &dyn Entropy) -> Self {
        Self { proxy: WorkspaceProxyId::nil(), secret: entropy.alphanumeric(SECRET_LENGTH) }
    }

    /// The same secret as the token of this proxy: it is made before it is known whose it will be.
    #[must_use]
    pub fn of(self, proxy: WorkspaceProxyId) -> Self {
        Self { proxy, ..self }
    }

    /// Reads a token as a proxy sends it; none for what can't be one.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (proxy, secret) = text.split_once(':')?;
        let proxy = Uuid::try_parse(proxy).ok()?;
        (secret.len() == SECRET_LENGTH).then(|| Self { proxy: proxy.into(), secret: secret.to_owned() })
    }

    /// The whole token: for whoever made the proxy, once.
    #[must_use]
    pub fn reveal(&self) -> String {
        format!("{}:{}", self.proxy, self.secret)
    }

    /// What is kept of the secret. It is random and long, so that a slow hash would add nothing.
    #[must_use]
    pub fn hash(&self) -> Vec<u8> {
        Sha256::digest(self.secret.as_bytes()).to_vec()
    }

    /// Whether the kept hash is this token's, in a time that doesn't depend on where they differ.
    #[must_use]
    pub fn matches(&self, hash: &[u8]) -> bool {
        self.hash().ct_eq(hash).into()
    }
}

impl std::fmt::Debug for ProxyToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "ProxyToken({}:[redacted])", self.proxy)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_token_reads_back_and_matches_its_own_hash_only() {
        let proxy = WorkspaceProxyId::new(Uuid::from_u128(7));
        let [one, two] = [(); 2].map(|()| ProxyToken::generate(&crate::SystemEntropy).of(proxy));
        assert_eq!(ProxyToken::parse(&one.reveal()), Some(one.clone()));
        assert!(one.matches(&one.hash()) && !one.matches(&two.hash()) && !one.matches(&[]));
        assert!(!format!("{one:?}").contains(&one.reveal()[37..]));
    }

    #[test]
    fn what_has_another_shape_is_no_token() {
        let (id, secret) = (Uuid::from_u128(7), "a".repeat(64));
        assert!(ProxyToken::parse(&format!("{id}:{secret}")).is_some());
        let wrong =
            [String::new(), format!("{id}{secret}"), format!("{id}:{secret}a"), format!("nobody:{secret}")];
        for text in wrong {
            assert!(ProxyToken::parse(&text).is_none(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_the_parser_panic(text in ".*") {
            let _ = ProxyToken::parse(&text);
        }
    }
}

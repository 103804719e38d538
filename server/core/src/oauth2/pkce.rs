//! Proof key for code exchange (RFC 7636), with S256 as its only method: `plain` protects nothing (RFC 9700
//! §2.1.1).

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// The only method that is taken.
pub const METHOD: &str = "S256";

/// Whether a text has the form of challenges and verifiers: 43 to 128 unreserved characters (RFC 7636 §4.1
/// and §4.2).
#[must_use]
pub fn is_well_formed(text: &str) -> bool {
    let unreserved = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    (43..=128).contains(&text.len()) && text.bytes().all(unreserved)
}

/// Whether the verifier is the one behind the challenge (RFC 7636 §4.6).
#[must_use]
pub fn verifies(verifier: &str, challenge: &str) -> bool {
    is_well_formed(verifier) && {
        let made = URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.as_bytes()));
        made.as_bytes().ct_eq(challenge.as_bytes()).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 7636 appendix B.
    const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

    #[test]
    fn the_verifier_of_the_rfc_is_behind_its_challenge() {
        assert!(verifies(VERIFIER, CHALLENGE));
        assert!(!verifies(CHALLENGE, CHALLENGE), "plain is no method");
        assert!(!verifies(&VERIFIER.to_lowercase(), CHALLENGE));
        assert!(!verifies("", CHALLENGE) && !verifies(VERIFIER, ""));
    }

    #[test]
    fn the_form_has_bounds_on_both_sides() {
        assert!(is_well_formed(&"a".repeat(43)) && is_well_formed(&"~".repeat(128)));
        assert!(!is_well_formed(&"a".repeat(42)) && !is_well_formed(&"a".repeat(129)));
        assert!(!is_well_formed(&format!("{}+", "a".repeat(43))) && !is_well_formed(&"ä".repeat(43)));
    }
}

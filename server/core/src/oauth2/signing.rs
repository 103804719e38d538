//! Keys that sign ID tokens, and JSON Web Signatures made with them (RFC 7515, RFC 7517).

use super::SigningAlgorithm;
use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair as _, RSA_PKCS1_SHA256, RsaKeyPair};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use sha2::{Digest, Sha256, Sha512};

/// The exponent of every RSA key that is made here: 65537.
const EXPONENT: [u8; 3] = [1, 0, 1];

/// A key that signs.
pub struct SigningKey {
    algorithm: SigningAlgorithm,
    pair: Pair,
}

enum Pair {
    Rsa(RsaKeyPair),
    Ed25519(Ed25519KeyPair),
}

/// Why there is no key, or no signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SigningFault {
    /// The system gives no randomness, or the library fails.
    #[error("a signing key can't be made or used")]
    Failed,
    /// What was kept is no key of this kind.
    #[error("a kept signing key can't be read")]
    Unreadable,
}

impl SigningKey {
    /// A new key: RSA of 2048 bits, or Ed25519.
    ///
    /// # Errors
    /// `Failed`.
    pub fn generate(algorithm: SigningAlgorithm) -> Result<Self, SigningFault> {
        let pair = match algorithm {
            SigningAlgorithm::Rs256 => RsaKeyPair::generate(KeySize::Rsa2048).map(Pair::Rsa),
            SigningAlgorithm::EdDsa => Ed25519KeyPair::generate().map(Pair::Ed25519),
        };
        Ok(Self { algorithm, pair: pair.map_err(|_| SigningFault::Failed)? })
    }

    /// Reads a key as [`SigningKey::to_bytes`] wrote it.
    ///
    /// # Errors
    /// `Unreadable`.
    pub fn from_bytes(algorithm: SigningAlgorithm, bytes: &[u8]) -> Result<Self, SigningFault> {
        let pair = match algorithm {
            SigningAlgorithm::Rs256 => RsaKeyPair::from_pkcs8(bytes).map(Pair::Rsa),
            SigningAlgorithm::EdDsa => Ed25519KeyPair::from_pkcs8_maybe_unchecked(bytes).map(Pair::Ed25519),
        };
        Ok(Self { algorithm, pair: pair.map_err(|_| SigningFault::Unreadable)? })
    }

    /// The whole key, to be sealed and kept (PKCS #8).
    ///
    /// # Errors
    /// `Failed`.
    pub fn to_bytes(&self) -> Result<Vec<u8>, SigningFault> {
        let der: Result<Pkcs8V1Der<'_>, _> = match &self.pair {
            Pair::Rsa(pair) => pair.as_der(),
            Pair::Ed25519(pair) => pair.as_der(),
        };
        der.map(|der| der.as_ref().to_vec()).map_err(|_| SigningFault::Failed)
    }

    /// The public half as a JSON Web Key, with its thumbprint (RFC 7638) as `kid`.
    #[must_use]
    pub fn public_jwk(&self) -> Value {
        let required = match &self.pair {
            Pair::Rsa(pair) => json!({
                "e": URL_SAFE_NO_PAD.encode(EXPONENT),
                "kty": "RSA",
                "n": URL_SAFE_NO_PAD.encode(modulus(pair.public_key().as_ref())),
            }),
            Pair::Ed25519(pair) => json!({
                "crv": "Ed25519",
                "kty": "OKP",
                "x": URL_SAFE_NO_PAD.encode(pair.public_key().as_ref()),
            }),
        };
        // The thumbprint is that of the required members in the order of their names, which they are written
        // in above.
        let thumbprint = URL_SAFE_NO_PAD.encode(Sha256::digest(required.to_string()));
        let mut jwk = required;
        jwk["kid"] = thumbprint.into();
        jwk["use"] = "sig".into();
        jwk["alg"] = self.algorithm.as_str().into();
        jwk
    }

    /// Claims as a signed token, in the compact form of JSON Web Signatures.
    ///
    /// # Errors
    /// `Failed`.
    pub fn sign(&self, kid: &str, claims: &Value) -> Result<String, SigningFault> {
        let header = json!({"alg": self.algorithm.as_str(), "typ": "JWT", "kid": kid});
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let signed = format!("{}.{}", part(&header), part(claims));
        let signature = match &self.pair {
            Pair::Rsa(pair) => {
                let mut signature = vec![0; pair.public_modulus_len()];
                pair.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), signed.as_bytes(), &mut signature)
                    .map_err(|_| SigningFault::Failed)?;
                signature
            }
            Pair::Ed25519(pair) => pair.sign(signed.as_bytes()).as_ref().to_vec(),
        };
        Ok(format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature)))
    }
}

/// What `at_hash` says of an access token: the left half of its hash, by the hash function of the signature
/// (OpenID Connect Core §3.1.3.6).
#[must_use]
pub(super) fn half_hash(algorithm: SigningAlgorithm, text: &str) -> String {
    let hash = match algorithm {
        SigningAlgorithm::Rs256 => Sha256::digest(text).to_vec(),
        SigningAlgorithm::EdDsa => Sha512::digest(text).to_vec(),
    };
    URL_SAFE_NO_PAD.encode(&hash[..hash.len() / 2])
}

/// The modulus of a public RSA key in its DER form (RFC 8017 appendix A.1.1): a sequence of two integers,
/// this one first.
fn modulus(der: &[u8]) -> &[u8] {
    let inside = |der| value(der).unwrap_or_default();
    let number = inside(inside(der));
    number.strip_prefix(&[0]).unwrap_or(number)
}

/// The content of the first element.
fn value(der: &[u8]) -> Option<&[u8]> {
    let (&first, rest) = der.get(1..)?.split_first()?;
    if first < 0x80 {
        return rest.get(..usize::from(first));
    }
    let (length, rest) = rest.split_at_checked(usize::from(first & 0x7f))?;
    let length = length
        .iter()
        .try_fold(0_usize, |all, byte| all.checked_mul(256).map(|all| all + usize::from(*byte)))?;
    rest.get(..length)
}

impl std::fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SigningKey({})", self.algorithm.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use strum::VariantArray as _;

    fn decoded(part: &str) -> Vec<u8> {
        URL_SAFE_NO_PAD.decode(part).unwrap()
    }

    #[test]
    fn a_key_is_read_back_and_signs_what_its_public_half_verifies() {
        use aws_lc_rs::signature::{
            ED25519, RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents, UnparsedPublicKey,
        };
        for algorithm in SigningAlgorithm::VARIANTS {
            let made = SigningKey::generate(*algorithm).unwrap();
            let key = SigningKey::from_bytes(*algorithm, &made.to_bytes().unwrap()).unwrap();
            let jwk = key.public_jwk();
            assert_eq!(jwk, made.public_jwk());
            let token = key.sign(jwk["kid"].as_str().unwrap(), &json!({"sub": "x"})).unwrap();
            let (signed, signature) = token.rsplit_once('.').unwrap();
            let signature = decoded(signature);
            let member = |name: &str| decoded(jwk[name].as_str().unwrap());
            match algorithm {
                SigningAlgorithm::Rs256 => RsaPublicKeyComponents { n: member("n"), e: member("e") }
                    .verify(&RSA_PKCS1_2048_8192_SHA256, signed.as_bytes(), &signature)
                    .unwrap(),
                SigningAlgorithm::EdDsa => UnparsedPublicKey::new(&ED25519, member("x"))
                    .verify(signed.as_bytes(), &signature)
                    .unwrap(),
            }
            let header: Value = serde_json::from_slice(&decoded(token.split('.').next().unwrap())).unwrap();
            assert_eq!((&header["alg"], &header["kid"]), (&jwk["alg"], &jwk["kid"]));
            assert!(SigningKey::from_bytes(*algorithm, b"no key").is_err());
        }
    }

    #[test]
    fn the_hash_of_an_access_token_is_half_of_the_signature_s() {
        // OpenID Connect Core appendix A.3 has no vector without a nonce; this one is of RFC 6234's "abc".
        assert_eq!(decoded(&half_hash(SigningAlgorithm::Rs256, "abc")), decoded("ungWv48Bz-pBQUDeXa4iIw"));
        assert_eq!(decoded(&half_hash(SigningAlgorithm::EdDsa, "abc")).len(), 32);
    }
}

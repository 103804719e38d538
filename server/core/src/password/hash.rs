//! Password hashes: argon2id (RFC 9106) in the PHC text form, which keeps the parameters beside each hash.

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};

use crate::Entropy;

/// Bytes of salt in each hash (RFC 9106 §3.1 recommends 16).
const SALT_LENGTH: usize = 16;

/// How much work a hash takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HashParameters {
    /// Memory in KiB, at least 8.
    pub memory: u32,
    /// Passes over the memory, at least 1.
    pub passes: u32,
}

impl Default for HashParameters {
    /// 19 MiB and two passes: OWASP's first choice for servers.
    fn default() -> Self {
        Self { memory: 19 * 1024, passes: 2 }
    }
}

impl HashParameters {
    /// The least that the function takes: for tests, worth nothing against an attacker.
    #[must_use]
    pub fn cheap() -> Self {
        Self { memory: 8, passes: 1 }
    }
}

/// What keeps a hash from being made or read.
#[derive(Debug, thiserror::Error)]
#[error("password hash: {0}")]
pub struct HashFault(String);

/// Makes and checks hashes. Both take as long as the parameters say: keep them off the threads that answer requests.
#[derive(Clone)]
pub struct Hasher {
    argon2: Argon2<'static>,
    /// Checked for users that don't exist, so that they take as long as the others.
    decoy: String,
}

impl Hasher {
    /// A hasher with these parameters.
    ///
    /// # Errors
    /// Parameters out of bounds.
    pub fn new(parameters: HashParameters, entropy: &dyn Entropy) -> Result<Self, HashFault> {
        let parameters = Params::new(parameters.memory, parameters.passes, 1, None).map_err(fault)?;
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, parameters);
        let mut hasher = Self { argon2, decoy: String::new() };
        hasher.decoy = hasher.hash(&entropy.alphanumeric(SALT_LENGTH), entropy)?;
        Ok(hasher)
    }

    /// The hash of a password, salted anew each time.
    ///
    /// # Errors
    /// The function itself fails: not enough memory.
    pub fn hash(&self, password: &str, entropy: &dyn Entropy) -> Result<String, HashFault> {
        let mut salt = [0; SALT_LENGTH];
        entropy.fill(&mut salt);
        let hash = self.argon2.hash_password_with_salt(password.as_bytes(), &salt).map_err(fault)?;
        Ok(hash.to_string())
    }

    /// Whether the password is the one behind the hash; without a hash the answer is no, after the same work.
    #[must_use]
    pub fn verify(&self, password: &str, hash: Option<&str>) -> bool {
        let known = hash.unwrap_or(&self.decoy);
        let fits = PasswordHash::new(known)
            .is_ok_and(|parsed| self.argon2.verify_password(password.as_bytes(), &parsed).is_ok());
        fits && hash.is_some()
    }
}

fn fault(cause: impl std::fmt::Display) -> HashFault {
    HashFault(cause.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SystemEntropy;

    #[test]
    fn only_the_right_password_fits_and_equal_ones_hash_differently() {
        let hasher = Hasher::new(HashParameters::cheap(), &SystemEntropy).unwrap();
        let one = hasher.hash("right", &SystemEntropy).unwrap();
        assert!(one.starts_with("$argon2id$v=19$m=8,t=1,p=1$"), "{one}");
        assert!(hasher.verify("right", Some(&one)) && !hasher.verify("wrong", Some(&one)));
        assert!(!hasher.verify("right", None) && !hasher.verify("right", Some("no hash")));
        assert_ne!(one, hasher.hash("right", &SystemEntropy).unwrap());
    }

    #[test]
    fn a_hash_of_other_parameters_still_verifies() {
        let cheap = Hasher::new(HashParameters::cheap(), &SystemEntropy).unwrap();
        let dearer = Hasher::new(HashParameters { memory: 16, passes: 2 }, &SystemEntropy).unwrap();
        let hash = cheap.hash("right", &SystemEntropy).unwrap();
        assert!(dearer.verify("right", Some(&hash)));
    }
}

//! Password hashes: argon2id (RFC 9106) in the PHC text form, which keeps the parameters beside each hash.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use argon2::password_hash::phc::{Output, ParamsString, PasswordHash, Salt};
use argon2::{Algorithm, Argon2, Block, Params, Version};

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

/// From here on glibc's allocator maps memory by itself and gives it back to the system when it is freed;
/// what is smaller stays with the process (`M_MMAP_THRESHOLD` in mallopt(3), whose dynamic limit is 32 MiB).
const MAPPED_BYTES: usize = 33 * 1024 * 1024;

/// Memory that is too small to be worth a mapping of its own, in bytes.
const SMALL_BYTES: usize = 128 * 1024;

/// Makes and checks hashes. Both take as long as the parameters say: keep them off the threads that answer
/// requests.
///
/// The memory that a hash fills is kept for the next one until [`Hasher::release`]; hashes of one hasher and
/// its clones are made one after another.
#[derive(Clone)]
pub struct Hasher {
    argon2: Argon2<'static>,
    /// Checked for users that don't exist, so that they take as long as the others.
    decoy: String,
    memory: Arc<Mutex<Vec<Block>>>,
}

impl Hasher {
    /// A hasher with these parameters.
    ///
    /// # Errors
    /// Parameters out of bounds.
    pub fn new(parameters: HashParameters, entropy: &dyn Entropy) -> Result<Self, HashFault> {
        let parameters = Params::new(parameters.memory, parameters.passes, 1, None).map_err(fault)?;
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, parameters);
        let mut hasher = Self { argon2, decoy: String::new(), memory: Arc::default() };
        hasher.decoy = hasher.hash(&entropy.alphanumeric(SALT_LENGTH), entropy)?;
        hasher.release();
        Ok(hasher)
    }

    /// The hash of a password, with a new salt each time.
    ///
    /// # Errors
    /// The function itself fails: not enough memory.
    pub fn hash(&self, password: &str, entropy: &dyn Entropy) -> Result<String, HashFault> {
        let mut salt = [0; SALT_LENGTH];
        entropy.fill(&mut salt);
        let mut output = [0; Params::DEFAULT_OUTPUT_LEN];
        self.fill(&self.argon2, password, &salt, &mut output)?;
        let hash = PasswordHash {
            algorithm: Algorithm::Argon2id.ident(),
            version: Some(Version::V0x13.into()),
            params: ParamsString::try_from(self.argon2.params()).map_err(fault)?,
            salt: Some(Salt::new(&salt).map_err(fault)?),
            hash: Some(Output::new(&output).map_err(fault)?),
        };
        Ok(hash.to_string())
    }

    /// Whether the password is the one behind the hash; without a hash the answer is no, after the same work.
    #[must_use]
    pub fn verify(&self, password: &str, hash: Option<&str>) -> bool {
        let known = hash.unwrap_or(&self.decoy);
        self.fits(password, known).unwrap_or(false) && hash.is_some()
    }

    /// Gives the memory of earlier hashes back to the system; the next hash takes it again.
    pub fn release(&self) {
        *self.lock() = Vec::new();
    }

    /// `None` where the text is no hash.
    fn fits(&self, password: &str, hash: &str) -> Option<bool> {
        let known = PasswordHash::new(hash).ok()?;
        let algorithm = Algorithm::try_from(known.algorithm.as_str()).ok()?;
        let version = known.version.map_or(Ok(Version::default()), Version::try_from).ok()?;
        let argon2 = Argon2::new(algorithm, version, Params::try_from(&known).ok()?);
        let (salt, expected) = (known.salt?, known.hash?);
        let mut output = [0; Output::MAX_LENGTH];
        let output = output.get_mut(..expected.len())?;
        self.fill(&argon2, password, &salt, output).ok()?;
        // The comparison takes a time that says nothing of the hash.
        Some(Output::new(output).ok()? == expected)
    }

    fn fill(
        &self,
        argon2: &Argon2<'_>,
        password: &str,
        salt: &[u8],
        output: &mut [u8],
    ) -> Result<(), HashFault> {
        let count = argon2.params().block_count();
        let mut memory = self.lock();
        if memory.len() < count {
            *memory = reserve(count)?;
        }
        let memory = memory.get_mut(..count).expect("it was made that long");
        argon2.hash_password_into_with_memory(password.as_bytes(), salt, output, memory).map_err(fault)
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Block>> {
        // Every hash overwrites what the memory held: a panic leaves nothing half done in it.
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// This many blocks. The capacity beyond them is never touched, so it takes addresses and no memory.
fn reserve(count: usize) -> Result<Vec<Block>, HashFault> {
    let bytes = count * Block::SIZE;
    let capacity = if bytes < SMALL_BYTES { count } else { count.max(MAPPED_BYTES / Block::SIZE) };
    let mut memory = Vec::new();
    memory.try_reserve_exact(capacity).map_err(fault)?;
    memory.resize(count, Block::default());
    Ok(memory)
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
    /// RFC 9106 leaves no choice: what was hashed by another program, or by an earlier release, must fit.
    #[test]
    fn a_hash_that_another_program_made_verifies() {
        let hasher = Hasher::new(HashParameters::cheap(), &SystemEntropy).unwrap();
        // printf right | argon2 somesaltsomesalt -id -t 2 -k 16 -p 1 -e
        let known = "$argon2id$v=19$m=16,t=2,p=1$c29tZXNhbHRzb21lc2FsdA\
                     $COpvb1g7IptQNeX04cX1/8jKEOrnFEndQ/PvQ1yJTbE";
        assert!(hasher.verify("right", Some(known)) && !hasher.verify("wrong", Some(known)));
    }

    #[test]
    fn memory_is_kept_until_it_is_given_back() {
        let hasher = Hasher::new(HashParameters { memory: 256, passes: 1 }, &SystemEntropy).unwrap();
        assert_eq!(hasher.lock().capacity(), 0, "a hasher that has no work holds no memory");
        let hash = hasher.hash("right", &SystemEntropy).unwrap();
        let place = hasher.lock().as_ptr();
        assert!(hasher.clone().verify("right", Some(&hash)));
        assert_eq!(hasher.lock().as_ptr(), place, "the next hash uses the memory of the last");
        assert!(hasher.lock().capacity() * Block::SIZE >= MAPPED_BYTES);
        hasher.release();
        assert_eq!(hasher.lock().capacity(), 0);
    }
}

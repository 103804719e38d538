//! Randomness that can be repeated: everything follows from one seed, which is printed.

use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use burgrave_core::Entropy;
use sha2::{Digest, Sha256};

/// The seed of this run; `BURGRAVE_TESTS_SEED=…` repeats another's.
static SEED: LazyLock<u64> = LazyLock::new(|| {
    let given = std::env::var("BURGRAVE_TESTS_SEED").ok().and_then(|seed| seed.parse().ok());
    let now = || SystemTime::now().duration_since(UNIX_EPOCH).expect("1970 is over");
    let seed = given.unwrap_or_else(|| u64::from(now().subsec_nanos()) ^ now().as_secs());
    println!("seed of this run: BURGRAVE_TESTS_SEED={seed}");
    seed
});

/// The seed, for tools that make choices of their own.
pub fn seed() -> u64 {
    *SEED
}

/// One stream of bytes; each server has another.
pub struct SeededEntropy {
    stream: u64,
    next: AtomicU64,
}

impl SeededEntropy {
    pub fn new() -> SeededEntropy {
        static STREAMS: AtomicU64 = AtomicU64::new(0);
        SeededEntropy { stream: STREAMS.fetch_add(1, Ordering::Relaxed), next: AtomicU64::new(0) }
    }

    /// The stream of this name, which doesn't depend on what else runs.
    pub fn of(name: &str) -> SeededEntropy {
        let digest = Sha256::digest(name);
        let stream = digest[..8].try_into().expect("a digest is longer");
        SeededEntropy { stream: u64::from_le_bytes(stream), next: AtomicU64::new(0) }
    }

    /// A number below this one.
    pub fn below(&self, bound: usize) -> usize {
        let mut bytes = [0; 8];
        self.fill(&mut bytes);
        let number = u64::from_le_bytes(bytes) % u64::try_from(bound).expect("bounds are small");
        usize::try_from(number).expect("it is below the bound")
    }
}

impl Entropy for SeededEntropy {
    fn fill(&self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(32) {
            let number = self.next.fetch_add(1, Ordering::Relaxed);
            let words = [*SEED, self.stream, number].map(u64::to_le_bytes);
            let block = Sha256::digest(words.concat());
            chunk.copy_from_slice(&block[..chunk.len()]);
        }
    }
}

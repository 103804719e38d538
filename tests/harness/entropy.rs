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

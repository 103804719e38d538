//! When to forget callers whose limit is whole again: their entries would only fill the memory.

use std::sync::atomic::{AtomicU32, Ordering};

/// Calls between two sweeps.
const EVERY: u32 = 4096;

/// Counts calls.
#[derive(Debug, Default)]
pub(super) struct Sweep(AtomicU32);

impl Sweep {
    /// Counts one; says whether it is time.
    pub(super) fn is_due(&self) -> bool {
        self.0.fetch_add(1, Ordering::Relaxed) % EVERY == EVERY - 1
    }
}

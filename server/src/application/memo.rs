//! Values that are remembered, as many as have room.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Mutex, PoisonError};

/// Values by keys. Those that were used least lately go when all of them take more bytes than they may.
pub(crate) struct Memo<K, V> {
    most: usize,
    kept: Mutex<Kept<K, V>>,
}

struct Kept<K, V> {
    bytes: usize,
    /// Counts uses.
    uses: u64,
    entries: HashMap<K, Entry<V>>,
}

struct Entry<V> {
    value: V,
    bytes: usize,
    used: u64,
}

impl<K: Eq + Hash + Clone, V: Clone> Memo<K, V> {
    /// One that keeps so many bytes at most.
    pub(crate) fn new(most: usize) -> Self {
        Self { most, kept: Mutex::new(Kept { bytes: 0, uses: 0, entries: HashMap::new() }) }
    }

    /// The value of a key, which counts as used.
    pub(crate) fn get(&self, key: &K) -> Option<V> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.uses += 1;
        let now = kept.uses;
        let entry = kept.entries.get_mut(key)?;
        entry.used = now;
        Some(entry.value.clone())
    }

    /// Keeps a value that takes so many bytes. One that is too large for all of the room is kept alone.
    pub(crate) fn put(&self, key: K, value: V, bytes: usize) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.uses += 1;
        let used = kept.uses;
        if let Some(before) = kept.entries.insert(key, Entry { value, bytes, used }) {
            kept.bytes -= before.bytes;
        }
        kept.bytes += bytes;
        while kept.bytes > self.most && kept.entries.len() > 1 {
            let oldest = kept.entries.iter().min_by_key(|(_, entry)| entry.used);
            let Some(oldest) = oldest.map(|(key, _)| key.clone()) else { break };
            if let Some(gone) = kept.entries.remove(&oldest) {
                kept.bytes -= gone.bytes;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_used_least_lately_goes_first() {
        let memo = Memo::new(100);
        memo.put("a", 1, 40);
        memo.put("b", 2, 40);
        assert_eq!(memo.get(&"a"), Some(1));
        memo.put("c", 3, 40);
        assert_eq!((memo.get(&"a"), memo.get(&"b"), memo.get(&"c")), (Some(1), None, Some(3)));
        memo.put("a", 4, 10);
        memo.put("d", 5, 50);
        assert_eq!((memo.get(&"a"), memo.get(&"c"), memo.get(&"d")), (Some(4), Some(3), Some(5)));
        memo.put("large", 6, 1000);
        assert_eq!((memo.get(&"large"), memo.get(&"a")), (Some(6), None));
    }
}

//! Generated names: an adjective, a noun and a digit.

use crate::Entropy;

const ADJECTIVES: [&str; 32] = [
    "amber", "brave", "brisk", "calm", "clear", "crisp", "daring", "eager", "early", "fair", "fresh",
    "gentle", "glad", "golden", "grand", "happy", "honest", "keen", "kind", "lively", "lucky", "mellow",
    "merry", "noble", "proud", "quick", "quiet", "ready", "silver", "steady", "sunny", "warm",
];

const NOUNS: [&str; 32] = [
    "anchor", "aspen", "badger", "beacon", "birch", "brook", "canyon", "cedar", "cliff", "comet", "coral",
    "crane", "delta", "falcon", "fjord", "garden", "harbor", "heron", "island", "lantern", "maple", "meadow",
    "otter", "pebble", "pine", "river", "robin", "sparrow", "summit", "valley", "willow", "wren",
];

/// A name such as `calm_otter7`. It fits a template version and a provisioner daemon.
#[must_use]
pub fn random_name(entropy: &dyn Entropy) -> String {
    let mut bytes = [0; 3];
    entropy.fill(&mut bytes);
    let word = |words: &[&'static str; 32], byte: u8| words[usize::from(byte) % 32];
    format!("{}_{}{}", word(&ADJECTIVES, bytes[0]), word(&NOUNS, bytes[1]), bytes[2] % 10)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SystemEntropy;
    use crate::names::{NameOf, unfit};

    #[test]
    fn a_random_name_fits_a_version() {
        for _ in 0..100 {
            let name = random_name(&SystemEntropy);
            assert_eq!(unfit(NameOf::TemplateVersion, &name), None, "{name}");
        }
    }
}

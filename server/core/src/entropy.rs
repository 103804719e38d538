//! Randomness comes in from outside, so that a test can repeat what it saw.

use chrono::{DateTime, Utc};
use uuid::Uuid;

/// A source of unpredictable bytes.
pub trait Entropy: Send + Sync + 'static {
    /// Fills the whole slice.
    fn fill(&self, bytes: &mut [u8]);

    /// A random UUID (RFC 9562 version 4).
    fn uuid(&self) -> Uuid {
        let mut bytes = [0; 16];
        self.fill(&mut bytes);
        uuid::Builder::from_random_bytes(bytes).into_uuid()
    }

    /// A UUID that begins with the time (RFC 9562 version 7), to a quarter of a microsecond (its section 6.2,
    /// method 3). What is made one after the other stands so in an index, at its end, and a commit changes
    /// few pages of it, however long it is. 62 bits are random.
    fn uuid_at(&self, now: DateTime<Utc>) -> Uuid {
        let mut bytes = [0; 10];
        self.fill(&mut bytes[2..]);
        let of_a_milli = now.timestamp_subsec_nanos() % 1_000_000;
        // Below 4096, so that it fits.
        let twelve_bits = u16::try_from(u64::from(of_a_milli) * 4096 / 1_000_000).unwrap_or_default();
        bytes[..2].copy_from_slice(&twelve_bits.to_be_bytes());
        // No clock here goes back behind 1970.
        let millis = u64::try_from(now.timestamp_millis()).unwrap_or_default();
        uuid::Builder::from_unix_timestamp_millis(millis, &bytes).into_uuid()
    }

    /// Letters and digits, each of the 62 equally likely.
    fn alphanumeric(&self, length: usize) -> String {
        const ALPHABET: &[u8; 62] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
        let mut text = String::with_capacity(length);
        let mut bytes = [0; 64];
        while text.len() < length {
            self.fill(&mut bytes);
            // Six bits a letter; the two values beyond the alphabet are discarded, so all letters are equally
            // likely.
            let letters = bytes.iter().filter_map(|byte| ALPHABET.get(usize::from(byte & 63)));
            text.extend(letters.take(length - text.len()).map(|letter| char::from(*letter)));
        }
        text
    }
}

/// The operating system's generator.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemEntropy;

impl Entropy for SystemEntropy {
    fn fill(&self, bytes: &mut [u8]) {
        getrandom::fill(bytes)
            .expect("a system without randomness can't keep any secret, so nothing may go on");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_have_the_length_asked_for_and_differ() {
        let (one, two) = (SystemEntropy.alphanumeric(22), SystemEntropy.alphanumeric(22));
        assert_eq!(one.len(), 22);
        assert!(one.bytes().all(|byte| byte.is_ascii_alphanumeric()));
        assert_ne!(one, two);
        assert_ne!(SystemEntropy.uuid(), SystemEntropy.uuid());
    }

    #[test]
    fn later_ids_stand_behind_earlier_ones() {
        let now = DateTime::from_timestamp_millis(1_790_000_000_000).expect("it is a time");
        let (one, two) =
            (SystemEntropy.uuid_at(now), SystemEntropy.uuid_at(now + chrono::TimeDelta::microseconds(1)));
        assert!(one < two);
        assert!(two < SystemEntropy.uuid_at(now + chrono::TimeDelta::milliseconds(1)));
        assert_ne!(one, SystemEntropy.uuid_at(now));
        assert_eq!(one.get_version_num(), 7);
    }
}

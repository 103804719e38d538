//! Randomness comes in from outside, so that a test can repeat what it saw.

use uuid::Uuid;

/// A source of bytes that nobody can guess.
pub trait Entropy: Send + Sync + 'static {
    /// Fills the whole slice.
    fn fill(&self, bytes: &mut [u8]);

    /// A random UUID (RFC 9562 version 4).
    fn uuid(&self) -> Uuid {
        let mut bytes = [0; 16];
        self.fill(&mut bytes);
        uuid::Builder::from_random_bytes(bytes).into_uuid()
    }

    /// Letters and digits, each of the 62 equally likely.
    fn alphanumeric(&self, length: usize) -> String {
        const ALPHABET: &[u8; 62] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
        let mut text = String::with_capacity(length);
        let mut bytes = [0; 64];
        while text.len() < length {
            self.fill(&mut bytes);
            // Six bits a letter; the two values beyond the alphabet are thrown away, so none is favoured.
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
}

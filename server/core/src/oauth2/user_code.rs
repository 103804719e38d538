//! What people read from one device and type into another (RFC 8628 §6.1).

use sha2::{Digest, Sha256};

use crate::Entropy;

/// Consonants only: no words come of them, and none is taken for a digit.
const ALPHABET: &[u8; 20] = b"BCDFGHJKLMNPQRSTVWXZ";
/// Letters of a code: 34 bits, for a few minutes and a few tries a minute.
const LENGTH: usize = 8;

/// A user code, in its one spelling: `WDJB-MJHT`.
#[derive(Clone, PartialEq, Eq)]
pub struct UserCode(String);

impl UserCode {
    /// A new one.
    pub fn generate(entropy: &dyn Entropy) -> Self {
        let mut letters = String::with_capacity(LENGTH);
        let mut bytes = [0; 32];
        while letters.len() < LENGTH {
            entropy.fill(&mut bytes);
            // Five bits a letter; the twelve values beyond the alphabet are discarded, so all letters are
            // equally likely.
            let drawn = bytes.iter().filter_map(|byte| ALPHABET.get(usize::from(byte & 31)));
            letters.extend(drawn.take(LENGTH - letters.len()).map(|letter| char::from(*letter)));
        }
        Self::spelled(&letters)
    }

    /// Parses typed input: letter case, spaces and hyphens are ignored. None when no code looks like this.
    #[must_use]
    pub fn parse(typed: &str) -> Option<Self> {
        let letters: String =
            typed.chars().filter(|letter| !letter.is_whitespace() && *letter != '-').collect();
        let letters = letters.to_ascii_uppercase();
        let known = letters.bytes().all(|letter| ALPHABET.contains(&letter));
        (letters.len() == LENGTH && known).then(|| Self::spelled(&letters))
    }

    fn spelled(letters: &str) -> Self {
        Self(format!("{}-{}", &letters[..LENGTH / 2], &letters[LENGTH / 2..]))
    }

    /// As it is shown: for the person at the device.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// SHA-256: what is kept, and what the row is found by.
    #[must_use]
    pub fn hash(&self) -> [u8; 32] {
        Sha256::digest(self.0.as_bytes()).into()
    }
}

impl std::fmt::Debug for UserCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("UserCode([redacted])")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_code_is_read_however_people_type_it() {
        let code = UserCode::generate(&crate::SystemEntropy);
        let plain = code.reveal().replace('-', "");
        for typed in
            [code.reveal().to_owned(), plain.to_lowercase(), format!(" {} - {} ", &plain[..3], &plain[3..])]
        {
            assert_eq!(UserCode::parse(&typed), Some(code.clone()), "{typed}");
        }
        for wrong in ["", "AEIO-UAEI", "BCDF-GHJ", "BCDF-GHJKL", "BCDF-GHJ1"] {
            assert_eq!(UserCode::parse(wrong), None, "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_the_reader_panic(typed in ".*") {
            if let Some(code) = UserCode::parse(&typed) {
                prop_assert_eq!(UserCode::parse(code.reveal()), Some(code));
            }
        }
    }
}

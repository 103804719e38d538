//! The forms in which names from outside are compared: two spellings of one name become one text.

use idna::{AsciiDenyList, domain_to_ascii_cow};
use precis_profiles::UsernameCaseMapped;
use precis_profiles::precis_core::profile::Profile as _;

/// Longest user name that is prepared, in bytes.
const LONGEST_USER_NAME: usize = 1024;

/// Why a user name can't be prepared. The text follows the name of its field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum UnfitUserName {
    /// Nothing but spaces.
    #[error("must not be empty")]
    Empty,
    /// Too long.
    #[error("must have at most {LONGEST_USER_NAME} bytes")]
    Long,
    /// It holds characters that look like others or like nothing, or mixes directions of writing.
    #[error(
        "must be made of letters, digits and ASCII signs, without control or invisible characters (RFC 8265)"
    )]
    Characters,
}

/// The form in which a provider's user name is compared: RFC 8265's UsernameCaseMapped for each of the words
/// between spaces (section 3.5). Letter case, composed and decomposed letters and full-width forms make no
/// difference.
///
/// # Errors
/// The name can't be a user name.
pub fn prepared_user_name(text: &str) -> Result<String, UnfitUserName> {
    if text.len() > LONGEST_USER_NAME {
        return Err(UnfitUserName::Long);
    }
    let profile = UsernameCaseMapped::new();
    let mut prepared = String::with_capacity(text.len());
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        let word = profile.enforce(word).map_err(|_| UnfitUserName::Characters)?;
        if !prepared.is_empty() {
            prepared.push(' ');
        }
        prepared.push_str(&word);
    }
    if prepared.is_empty() { Err(UnfitUserName::Empty) } else { Ok(prepared) }
}

/// A domain as DNS has it: lower case, with `xn--` labels for those outside ASCII (UTS 46). None for what is
/// no domain.
#[must_use]
pub fn ascii_domain(text: &str) -> Option<String> {
    let text = text.strip_suffix('.').unwrap_or(text);
    let domain = domain_to_ascii_cow(text.as_bytes(), AsciiDenyList::URL).ok()?;
    (!domain.is_empty()).then(|| domain.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn spellings_of_one_name_are_one() {
        for (spelling, prepared) in [
            ("Amira", "amira"),
            ("ANDR\u{c9}", "andr\u{e9}"),
            ("andre\u{301}", "andr\u{e9}"),
            ("\u{ff41}\u{ff4d}\u{ff49}\u{ff52}\u{ff41}", "amira"),
            ("Amira@Example.com", "amira@example.com"),
            ("amira\u{ff20}example.com", "amira@example.com"),
            ("Ada  Lovelace", "ada lovelace"),
            (" ada lovelace ", "ada lovelace"),
            ("EXAMPLE\\ada", "example\\ada"),
            ("\u{5d0}\u{5d1}\u{5d2}", "\u{5d0}\u{5d1}\u{5d2}"),
            ("李雷", "李雷"),
        ] {
            assert_eq!(prepared_user_name(spelling).as_deref(), Ok(prepared), "{spelling:?}");
        }
    }

    #[test]
    fn what_looks_like_another_name_is_none() {
        for hidden in [
            "am\u{200b}ira",
            "am\u{200d}ira",
            "amira\u{2060}",
            "\u{202e}arima",
            "amira\u{ad}",
            "amira\0",
            "a\tb",
            "amira\u{a0}",
            "\u{5d0}a\u{5d1}",
            "\u{fb01}le",
        ] {
            assert_eq!(prepared_user_name(hidden), Err(UnfitUserName::Characters), "{hidden:?}");
        }
        assert_eq!(prepared_user_name("  "), Err(UnfitUserName::Empty));
        assert_eq!(prepared_user_name(&"a".repeat(1025)), Err(UnfitUserName::Long));
    }

    #[test]
    fn domains_are_as_dns_has_them() {
        for (written, ascii) in [
            ("Example.com", "example.com"),
            ("b\u{fc}cher.example", "xn--bcher-kva.example"),
            ("bu\u{308}cher.example", "xn--bcher-kva.example"),
            ("XN--BCHER-KVA.example.", "xn--bcher-kva.example"),
            ("例え.テスト", "xn--r8jz45g.xn--zckzah"),
            ("example\u{3002}com", "example.com"),
        ] {
            assert_eq!(ascii_domain(written).as_deref(), Some(ascii), "{written:?}");
        }
        for wrong in ["", ".", "a b", "xn--a\u{fc}", "a\u{0}b"] {
            assert_eq!(ascii_domain(wrong), None, "{wrong:?}");
        }
    }

    proptest! {
        #[test]
        fn a_prepared_name_stays_as_it_is(text in ".{0,40}") {
            if let Ok(once) = prepared_user_name(&text) {
                prop_assert_eq!(prepared_user_name(&once), Ok(once));
            }
        }
    }
}

//! JSON writes a character beyond U+FFFF as two escapes (RFC 8259 section 7), which YAML doesn't read.

use std::borrow::Cow;

/// The text with such pairs as the one escape that YAML has for the character, in a file that is JSON.
pub(super) fn joined(text: &str) -> Cow<'_, str> {
    if !text.trim_start().starts_with(['{', '[']) || !text.contains("\\u") {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let taken = match pair(rest) {
            Some(letter) => {
                out.push_str(&format!("\\U{:08X}", u32::from(letter)));
                12
            }
            None => {
                // The escaped character stays beside its backslash: it may be one itself.
                let taken = 1 + rest[1..].chars().next().map_or(0, char::len_utf8);
                out.push_str(&rest[..taken]);
                taken
            }
        };
        rest = &rest[taken..];
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// The character that two escapes at the beginning of the text stand for.
fn pair(text: &str) -> Option<char> {
    let unit = |from: usize| {
        let digits = text.get(from..from + 6)?.strip_prefix("\\u")?;
        u16::from_str_radix(digits, 16).ok()
    };
    let units = [unit(0)?, unit(6)?];
    let mut letters = char::decode_utf16(units);
    match (letters.next(), letters.next()) {
        (Some(Ok(letter)), None) => Some(letter),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_escapes_of_one_character_become_one() {
        assert_eq!(joined(r#"{"a": "\ud83d\udc4d"}"#), r#"{"a": "\U0001F44D"}"#);
        for same in [r#"{"a": "\\ud83d\\udc4d \u00e4\u00f6 \n"}"#, r"a: '\ud83d\udc4d'", "{"] {
            assert_eq!(joined(same), same);
        }
    }
}

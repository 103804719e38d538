//! A filter's tokens.

use crate::scim::ScimFault;

/// A token.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Token<'a> {
    /// `(`
    Open,
    /// `)`
    Close,
    /// `[`
    OpenList,
    /// `]`
    CloseList,
    /// A name, a number, an operator or a keyword.
    Word(&'a str),
    /// What stood in double quotes, its escapes resolved.
    Text(String),
}

/// All tokens of a text.
///
/// # Errors
/// `invalidFilter` for a character that begins no token and for a quote without its partner.
pub(crate) fn tokens(text: &str) -> Result<Vec<Token<'_>>, ScimFault> {
    let mut found = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let (token, length) = match first {
            '(' => (Token::Open, 1),
            ')' => (Token::Close, 1),
            '[' => (Token::OpenList, 1),
            ']' => (Token::CloseList, 1),
            '"' => quoted(rest)?,
            letter if in_word(letter) => {
                let length = rest.find(|letter| !in_word(letter)).unwrap_or(rest.len());
                (Token::Word(&rest[..length]), length)
            }
            other => {
                return Err(ScimFault::filter(format!(
                    "The filter has {other:?} where nothing begins with it."
                )));
            }
        };
        found.push(token);
        rest = rest[length..].trim_start();
    }
    Ok(found)
}

fn in_word(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_' | ':' | '.' | '$' | '+')
}

/// A JSON string at the beginning, and how many bytes it takes.
fn quoted(rest: &str) -> Result<(Token<'static>, usize), ScimFault> {
    let mut escaped = false;
    for (place, letter) in rest.char_indices().skip(1) {
        match letter {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => {
                let length = place + 1;
                let read = serde_json::from_str::<String>(&rest[..length]);
                let text =
                    read.map_err(|_| ScimFault::filter("The filter has a text that is no JSON string."))?;
                if text.contains('\0') {
                    return Err(ScimFault::filter("The filter has a text with the character U+0000."));
                }
                return Ok((Token::Text(text), length));
            }
            _ => {}
        }
    }
    Err(ScimFault::filter("The filter has an opening quote without a closing one."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_has_a_character_that_no_database_keeps() {
        assert!(tokens(r#"userName eq "a\u0000b""#).is_err());
        assert!(tokens(r#"userName eq "a\\u0000b""#).is_ok(), "a backslash and five letters");
    }
}

//! JSON pointers (RFC 6901), also as they stand in the fragment of a reference (percent-encoded).

/// Puts one token behind a pointer: `~` and `/` are escaped.
pub fn join(pointer: &str, token: &str) -> String {
    let mut out = String::with_capacity(pointer.len() + 1 + token.len());
    out.push_str(pointer);
    out.push('/');
    for c in token.chars() {
        match c {
            '~' => out.push_str("~0"),
            '/' => out.push_str("~1"),
            c => out.push(c),
        }
    }
    out
}

/// The pointer of a path of tokens.
pub fn of<S: AsRef<str>>(tokens: &[S]) -> String {
    tokens.iter().fold(String::new(), |pointer, token| join(&pointer, token.as_ref()))
}

/// The tokens of a pointer, unescaped. `None` when it neither is empty nor starts with a slash.
pub fn tokens(pointer: &str) -> Option<Vec<String>> {
    if pointer.is_empty() {
        return Some(Vec::new());
    }
    Some(pointer.strip_prefix('/')?.split('/').map(unescape).collect())
}

/// The tokens of a reference's fragment: percent-encoding is taken off first (RFC 6901 section 6).
/// `None` when the encoding is broken.
pub fn fragment_tokens(fragment: &str) -> Option<Vec<String>> {
    tokens(&percent_decode(fragment)?)
}

/// One token without its escapes.
pub fn unescape(token: &str) -> String {
    if token.contains('~') { token.replace("~1", "/").replace("~0", "~") } else { token.to_owned() }
}

fn percent_decode(text: &str) -> Option<String> {
    if !text.contains('%') {
        return Some(text.to_owned());
    }
    let mut out = Vec::with_capacity(text.len());
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        if byte == b'%' {
            let high = char::from(bytes.next()?).to_digit(16)?;
            let low = char::from(bytes.next()?).to_digit(16)?;
            out.push((high * 16 + low) as u8);
        } else {
            out.push(byte);
        }
    }
    String::from_utf8(out).ok()
}

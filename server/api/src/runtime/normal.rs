//! One spelling for each path.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

use super::PATH_BYTES;
use crate::text;

/// The path with single slashes, without one at its end, and with what needs no percent-encoding decoded (RFC
/// 3986 §6.2.2.2), so that `/users/%66irst` can't pass for another path than `/users/first`. Mostly it is
/// that already and isn't copied.
#[must_use]
pub fn normal(path: &str) -> Cow<'_, str> {
    let slashes = path.contains("//") || (path.len() > 1 && path.ends_with('/'));
    if !slashes && !path.contains('%') {
        return Cow::Borrowed(path);
    }
    let mut out = Vec::with_capacity(path.len());
    let bytes = path.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let (byte, width) = match encoded(&bytes[at..]) {
            Some(byte) => (byte, 3),
            None => (bytes[at], 1),
        };
        at += width;
        if !(byte == b'/' && out.last() == Some(&b'/')) {
            out.push(byte);
        }
    }
    if out.len() > 1 && out.last() == Some(&b'/') {
        out.pop();
    }
    Cow::Owned(String::from_utf8(out).expect("only ASCII was changed"))
}

/// What logs and records keep of a path: its one spelling, as much of it as [`PATH_BYTES`] allows, and of one
/// that goes on with a secret, whatever the method, what is before that.
pub(super) fn kept(path: &str, before_secrets: &[&str]) -> String {
    if let Some(before) = before_secrets.iter().find(|before| reaches_behind(path, before)) {
        return format!("{before}***");
    }
    // Slashes that are many become one, so that a long path may mean a short one.
    let mut kept = text::start(&normal(path), PATH_BYTES).to_owned();
    // No part of an encoded byte is left over.
    if let Some(at) = kept.rfind('%').filter(|at| kept.len() == PATH_BYTES && kept.len() - at < 3) {
        kept.truncate(at);
    }
    kept
}

/// Whether a path goes on behind this beginning. Spellings that reach no operation count as well: who wrote
/// the path wrong has sent the secret all the same.
fn reaches_behind(path: &str, beginning: &str) -> bool {
    let path = percent_decode_str(path).decode_utf8_lossy();
    let mut segments = path.split('/').filter(|segment| !segment.is_empty() && *segment != ".");
    let mut literals = beginning.split('/').filter(|literal| !literal.is_empty());
    literals.all(|literal| segments.next().is_some_and(|segment| segment.eq_ignore_ascii_case(literal)))
        && segments.next().is_some()
}

/// The unreserved character (RFC 3986 §2.3) that is percent-encoded at the beginning of this.
fn encoded(bytes: &[u8]) -> Option<u8> {
    let [b'%', high, low, ..] = bytes else { return None };
    let digit = |byte: u8| char::from(byte).to_digit(16);
    let byte = u8::try_from(digit(*high)? * 16 + digit(*low)?).ok()?;
    (byte.is_ascii_alphanumeric() || b"-._~".contains(&byte)).then_some(byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_has_one_spelling() {
        for (sent, meant) in [
            ("/", "/"),
            ("//", "/"),
            ("/a//b/", "/a/b"),
            ("/%61/%2Fb", "/a/%2Fb"),
            ("/%4", "/%4"),
            ("/%zz/é", "/%zz/é"),
            ("/a/b", "/a/b"),
        ] {
            assert_eq!(normal(sent), meant, "{sent}");
        }
        assert!(matches!(normal("/a/b"), Cow::Borrowed(_)));
    }

    #[test]
    fn what_is_kept_of_a_path_has_a_bound() {
        assert_eq!(kept(&format!("/a{}b", "/".repeat(60_000)), &[]), "/a/b");
        assert_eq!(kept(&format!("/{}", "a".repeat(60_000)), &[]).len(), PATH_BYTES);
        let cut = format!("/{}%C3%A9", "a".repeat(PATH_BYTES - 3));
        assert_eq!(kept(&cut, &[]), format!("/{}", "a".repeat(PATH_BYTES - 3)), "no half of an encoded byte");
    }

    #[test]
    fn of_a_secret_nothing_is_kept() {
        let kept = |path| kept(path, &["/api/v2/provisionerkeys/"]);
        for path in [
            "/api/v2/provisionerkeys/s3cret",
            "//api/v2//%70rovisionerkeys/s3cret/more",
            "/api/./v2/ProvisionerKeys%2Fs3cret",
        ] {
            assert_eq!(kept(path), "/api/v2/provisionerkeys/***", "{path}");
        }
        assert_eq!(kept("/api/v2/provisionerkeys"), "/api/v2/provisionerkeys");
    }
}

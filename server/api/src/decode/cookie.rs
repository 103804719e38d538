//! Cookies of a request.

use http::{HeaderMap, header};

/// All cookies of a request in order (RFC 6265 §5.4): those with the longest path come first. The quotes that
/// some clients put around values are left out.
pub(crate) fn cookies(headers: &HeaderMap) -> impl Iterator<Item = (&str, &str)> {
    let lines = headers.get_all(header::COOKIE).iter();
    lines.flat_map(|line| line.as_bytes().split(|byte| *byte == b';')).filter_map(|pair| {
        let (key, value) = std::str::from_utf8(pair).ok()?.trim().split_once('=')?;
        let value = value.strip_prefix('"').and_then(|value| value.strip_suffix('"')).unwrap_or(value);
        Some((key, value))
    })
}

/// The first cookie of this name.
pub(crate) fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    cookies(headers).find_map(|(key, value)| (key == name).then(|| value.to_owned()))
}

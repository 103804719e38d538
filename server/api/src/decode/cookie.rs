//! Cookies of a request.

use http::{HeaderMap, header};

/// The first cookie of this name (RFC 6265 §5.4), without the quotes that some clients put around the value.
pub(crate) fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    headers.get_all(header::COOKIE).iter().find_map(|line| {
        line.as_bytes().split(|byte| *byte == b';').find_map(|pair| {
            let (key, value) = std::str::from_utf8(pair).ok()?.trim().split_once('=')?;
            let value = value.strip_prefix('"').and_then(|value| value.strip_suffix('"')).unwrap_or(value);
            (key == name).then(|| value.to_owned())
        })
    })
}

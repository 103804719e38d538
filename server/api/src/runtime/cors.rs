//! Lets pages of every origin read the answers of operations that say so (`x-cors`). None of them looks at a
//! cookie, so that there is nothing to steal; credentials are never allowed across origins.

use http::{HeaderName, HeaderValue, Method, header};

/// What a page may read beside the body.
const EXPOSED: HeaderValue = HeaderValue::from_static("WWW-Authenticate, Retry-After");
/// What it may send; clients of the Model Context Protocol name its version wherever they ask.
const SENT: HeaderValue = HeaderValue::from_static("Authorization, Content-Type, MCP-Protocol-Version");
/// How long a browser may remember that, in seconds: as long as it does at most.
const REMEMBERED: HeaderValue = HeaderValue::from_static("7200");

/// The headers of an answer.
pub(super) fn answer() -> [(HeaderName, HeaderValue); 2] {
    [
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*")),
        (header::ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED),
    ]
}

/// The headers of the answer to `OPTIONS` on a path, some of whose methods are open; none when no method is.
pub(super) fn preflight<'a>(methods: impl Iterator<Item = &'a Method>) -> Vec<(HeaderName, HeaderValue)> {
    let open: Vec<&str> = methods.map(Method::as_str).collect();
    if open.is_empty() {
        return vec![];
    }
    let methods = HeaderValue::from_str(&open.join(", ")).expect("names of methods are visible ASCII");
    vec![
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*")),
        (header::ACCESS_CONTROL_ALLOW_METHODS, methods),
        (header::ACCESS_CONTROL_ALLOW_HEADERS, SENT),
        (header::ACCESS_CONTROL_MAX_AGE, REMEMBERED),
    ]
}

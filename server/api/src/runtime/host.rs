//! One request is for one host (RFC 9112 section 3.2): with two of them, a proxy and this server could take different ones.

use http::{HeaderMap, Version, header};

use super::ApiError;

/// # Errors
/// 400 for an HTTP/1.1 request without a `Host` line, and for any request with several.
pub(super) fn check(version: Version, headers: &HeaderMap) -> Result<(), ApiError> {
    let lines = headers.get_all(header::HOST).iter().count();
    if lines == 1 || (lines == 0 && version != Version::HTTP_11) {
        return Ok(());
    }
    Err(ApiError::bad_request("The request must name one host.")
        .detail(format!("It has {lines} lines of the header Host.")))
}

//! Whom a request is for.

use std::net::IpAddr;

use http::{HeaderMap, Version, header};

use super::ApiError;

/// One request is for one host (RFC 9112 section 3.2): with two of them, a proxy and this server could take
/// different ones.
///
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

/// A server that only this machine reaches answers by local names and by its access URL. A page in a browser
/// on this machine can give its own name our address; then it is no foreign page to the browser.
///
/// # Errors
/// 400 for another name.
pub(super) fn check_local(
    headers: &HeaderMap,
    authority: Option<&str>,
    own_host: Option<&str>,
) -> Result<(), ApiError> {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).or(authority);
    let Some(host) = host else { return Ok(()) };
    let is_own = own_host.is_some_and(|own| name(own).eq_ignore_ascii_case(name(host)));
    if is_own || is_local(name(host)) {
        return Ok(());
    }
    Err(ApiError::bad_request("The request is for another host.").detail(
        "This server listens for this machine only, and answers as localhost, as a loopback address, or by \
         its access-url. Set access-url to the address by which people reach it.",
    ))
}

/// The host without its port.
fn name(host: &str) -> &str {
    match host.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((six, _)) => six,
        None => host.rsplit_once(':').map_or(host, |(name, _)| name),
    }
}

fn is_local(name: &str) -> bool {
    let name = name.strip_suffix('.').unwrap_or(name);
    let under = name.len() > ".localhost".len()
        && name.is_char_boundary(name.len() - ".localhost".len())
        && name[name.len() - ".localhost".len()..].eq_ignore_ascii_case(".localhost");
    name.eq_ignore_ascii_case("localhost")
        || under
        || name.parse::<IpAddr>().is_ok_and(|address| address.to_canonical().is_loopback())
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn taken(host: &str, own: Option<&str>) -> bool {
        let mut headers = HeaderMap::new();
        headers.insert(header::HOST, HeaderValue::from_str(host).unwrap());
        check_local(&headers, None, own).is_ok()
    }

    #[test]
    fn local_names_and_our_own_are_taken() {
        let local = [
            "localhost",
            "LOCALHOST:80",
            "a.localhost",
            "localhost.",
            "127.0.0.1:3000",
            "127.9.9.9",
            "[::1]:80",
            "[::1]",
        ];
        for host in local {
            assert!(taken(host, None), "{host}");
        }
        for host in
            ["rebind.example", "localhost.example", "notlocalhost", "192.0.2.1", "", "0.0.0.0", "[::2]:80"]
        {
            assert!(!taken(host, None), "{host}");
        }
        assert!(taken("Burgrave.example.com:8443", Some("burgrave.example.com")));
        assert!(!taken("other.example.com", Some("burgrave.example.com")));
    }
}

//! Addresses of servers.

use ::url::{Host, Url};

use crate::failure::Failure;

/// The address without its final slash.
///
/// # Errors
/// It is no address of a server.
pub(crate) fn read(text: &str) -> Result<String, Failure> {
    let refuse = |why: &str| Failure::Usage(format!("{text} is no address of a server: {why}"));
    let url = Url::parse(text).map_err(|_| refuse("write it as https://burgrave.example.com"))?;
    if !["http", "https"].contains(&url.scheme()) || url.host().is_none() {
        return Err(refuse("it has to begin with http:// or https://"));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(refuse("it can't have a user or a password"));
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err(refuse("it can't have a query or a fragment"));
    }
    Ok(url.as_str().trim_end_matches('/').to_owned())
}

/// The host and, where it isn't the usual one, the port.
pub(crate) fn host_of(url: &str) -> String {
    let Ok(parsed) = Url::parse(url) else { return url.to_owned() };
    let host = parsed.host_str().unwrap_or_default().trim_matches(['[', ']']);
    match parsed.port() {
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    }
}

/// Whether a token would go over a network without TLS.
pub(crate) fn is_in_the_clear(url: &str) -> bool {
    let Ok(parsed) = Url::parse(url) else { return false };
    let loopback = match parsed.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        None => false,
    };
    parsed.scheme() == "http" && !loopback
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_a_scheme_and_a_host_and_nothing_that_is_secret() {
        assert_eq!(read("https://a.example.com/").unwrap(), "https://a.example.com");
        assert_eq!(read("http://127.0.0.1:3000").unwrap(), "http://127.0.0.1:3000");
        assert_eq!(read("https://a.example.com/burgrave/").unwrap(), "https://a.example.com/burgrave");
        for wrong in ["a.example.com", "ftp://a", "https://a:b@c", "https://a/?q=1", "https://a/#b"] {
            assert!(matches!(read(wrong), Err(Failure::Usage(_))), "{wrong}");
        }
    }

    #[test]
    fn only_loopback_may_do_without_tls() {
        for fine in ["https://a.example.com", "http://127.0.0.1:3000", "http://[::1]:1", "http://localhost"] {
            assert!(!is_in_the_clear(fine), "{fine}");
        }
        assert!(is_in_the_clear("http://10.0.0.1") && is_in_the_clear("http://a.example.com"));
    }

    #[test]
    fn a_server_is_named_by_its_host() {
        assert_eq!(host_of("https://a.example.com"), "a.example.com");
        assert_eq!(host_of("http://[::1]:3000"), "::1:3000");
    }
}

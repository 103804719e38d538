//! Where a proxy is reached, as its program says it.

use url::Url;

/// What is wrong with a URL at which a proxy is to be reached; it has no path, because paths are those of apps.
#[must_use]
pub fn unfit_url(text: &str) -> Option<&'static str> {
    let Ok(url) = Url::parse(text) else { return Some("is no URL; write one as https://proxy.example.com") };
    if !matches!(url.scheme(), "http" | "https") || !url.has_host() {
        return Some("is no http or https URL; write one as https://proxy.example.com");
    }
    let bare = url.path() == "/" && url.query().is_none() && url.fragment().is_none();
    if !bare || !url.username().is_empty() || url.password().is_some() {
        return Some("must have no user, path, query or fragment");
    }
    None
}

/// The URL as it is kept: without a slash at its end.
#[must_use]
pub fn kept_url(text: &str) -> String {
    Url::parse(text).map_or_else(|_| text.to_owned(), |url| url.as_str().trim_end_matches('/').to_owned())
}

/// What is wrong with a wildcard host: `*`, or `*--suffix`, and a domain behind a dot. Empty is none.
#[must_use]
pub fn unfit_wildcard(text: &str) -> Option<&'static str> {
    let unfit =
        Some("must be a star, maybe with a suffix, and a domain, as *.example.com or *--apps.example.com");
    if text.is_empty() {
        return None;
    }
    let Some((first, domain)) = text.split_once('.') else { return unfit };
    let (domain, port) = domain.split_once(':').map_or((domain, None), |(domain, port)| (domain, Some(port)));
    let is_label = |label: &str| {
        !label.is_empty()
            && label.len() <= 63
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
    };
    let suffix = first.strip_prefix('*').filter(|suffix| suffix.is_empty() || is_label(suffix));
    let has_port = port.is_none_or(|port| port.parse::<u16>().is_ok_and(|port| port != 0));
    (suffix.is_none() || !has_port || !domain.split('.').all(is_label)).then_some(unfit).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proxy_is_reached_at_a_url_without_a_path() {
        for fit in ["https://a.example.com", "http://10.0.0.7:3001/", "HTTPS://A.example.com"] {
            assert_eq!(unfit_url(fit), None, "{fit}");
        }
        for unfit in [
            "",
            "a.example.com",
            "ftp://a.example.com",
            "https://a.example.com/b",
            "https://a.example.com/?b",
            "https://a.example.com/#b",
            "https://me@a.example.com",
        ] {
            assert!(unfit_url(unfit).is_some(), "{unfit}");
        }
        assert_eq!(kept_url("HTTPS://A.example.com/"), "https://a.example.com");
    }

    #[test]
    fn a_wildcard_host_has_its_star_in_front() {
        for fit in ["", "*.example.com", "*--apps.example.com", "*.example.com:8443", "*.localhost"] {
            assert_eq!(unfit_wildcard(fit), None, "{fit}");
        }
        for unfit in [
            "*",
            "example.com",
            "a.*.com",
            "*.",
            "*.a..b",
            "**.example.com",
            "*.example.com:0",
            "*.example.com/a",
        ] {
            assert!(unfit_wildcard(unfit).is_some(), "{unfit}");
        }
    }
}

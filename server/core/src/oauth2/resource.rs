//! Resource indicators (RFC 8707): for whom an access token is meant.

use url::Url;

/// The resource in its one spelling (case of scheme and host, default port, and the slash after the host
/// don't matter); none when it is no absolute URI, or has a fragment (RFC 8707 §2).
#[must_use]
pub fn normal(text: &str) -> Option<String> {
    let url = Url::parse(text).ok().filter(|_| !text.contains('#') && text.len() <= 2048)?;
    Some(url.as_str().trim_end_matches('/').to_owned())
}

/// Whether a token for this resource is meant for the server at this access URL.
#[must_use]
pub fn is_for(resource: &str, access_url: &str) -> bool {
    matches!((normal(resource), normal(access_url)), (Some(resource), Some(own)) if resource == own)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_resource_are_the_same() {
        let own = "https://Burgrave.example.com";
        for same in [
            "https://burgrave.example.com",
            "HTTPS://burgrave.example.com:443/",
            "https://burgrave.example.com/",
        ] {
            assert!(is_for(same, own), "{same}");
        }
        for other in [
            "http://burgrave.example.com",
            "https://burgrave.example.com:8443",
            "https://example.com",
            "https://burgrave.example.com/api",
            "burgrave.example.com",
            "",
            "https://burgrave.example.com/#",
        ] {
            assert!(!is_for(other, own), "{other}");
        }
        assert!(normal("urn:example:api").is_some() && normal("/relative").is_none());
    }
}

//! How a deployment looks to people: its name, its logo, and what is announced.

use serde::{Deserialize, Serialize};
use url::Url;

/// Characters of a name at most.
pub const NAME_LENGTH: usize = 128;
/// Characters of the address of a logo at most; the picture itself may stand in it.
pub const LOGO_LENGTH: usize = 16_384;
/// Characters of a message at most.
pub const MESSAGE_LENGTH: usize = 2_048;
/// Banners at most.
pub const MOST_BANNERS: usize = 20;

/// What administrators decide.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Appearance {
    /// The name; empty for the operator's.
    pub application_name: String,
    /// Where the logo is; empty for the operator's.
    pub logo_url: String,
    /// What is announced to those who are signed in.
    pub announcement_banners: Vec<Banner>,
}

/// One announcement.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Banner {
    /// Whether it is shown.
    pub enabled: bool,
    /// What it says.
    pub message: String,
    /// On which colour, as `#004852`.
    pub background_color: String,
}

/// A picture that pages may show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// Where it is.
    pub address: String,
    /// What a content policy has to allow for it (CSP level 3 section 2.3.1).
    pub source: String,
}

impl Appearance {
    /// As it was kept.
    ///
    /// # Errors
    /// The text is no such object.
    pub fn read(kept: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(kept)
    }

    /// To be kept.
    #[must_use]
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// The picture that pages show instead of the operator's; none where the address leads to none.
    #[must_use]
    pub fn picture(&self) -> Option<Picture> {
        let address = self.logo_url.trim();
        let own = address.starts_with('/') && !address.starts_with("//") && !address.contains('\\');
        let source = match Url::parse(address) {
            _ if own => "'self'".to_owned(),
            Ok(url) if url.scheme() == "data" && url.path().starts_with("image/") => "data:".to_owned(),
            Ok(url) if matches!(url.scheme(), "http" | "https") => url.origin().ascii_serialization(),
            _ => return None,
        };
        // A header has no place for anything that a policy could read as its end.
        let fits = |letter: char| letter.is_ascii_alphanumeric() || "'.:/-[]_".contains(letter);
        source.chars().all(fits).then(|| Picture { address: address.to_owned(), source })
    }
}

/// What is wrong with a colour, if anything.
#[must_use]
pub fn unfit_color(text: &str) -> Option<&'static str> {
    let digits = text.strip_prefix('#');
    match digits {
        _ if text.chars().count() != 7 => Some("expected # prefix and 6 characters"),
        None => Some("no # prefix"),
        Some(digits) if !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) => {
            Some("expected six hexadecimal digits after the # prefix")
        }
        Some(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_a_sign_and_six_digits() {
        assert_eq!(unfit_color("#004852"), None);
        assert_eq!(unfit_color("#AbCdEf"), None);
        for (text, fault) in [
            ("", "expected # prefix and 6 characters"),
            ("#bad color", "expected # prefix and 6 characters"),
            ("#fff", "expected # prefix and 6 characters"),
            ("0048527", "no # prefix"),
            ("#fffffg", "expected six hexadecimal digits after the # prefix"),
            ("#00485\u{e9}", "expected six hexadecimal digits after the # prefix"),
        ] {
            assert_eq!(unfit_color(text), Some(fault), "{text}");
        }
    }

    #[test]
    fn pictures_bring_the_source_that_a_policy_has_to_allow() {
        let source = |logo_url: &str| {
            let appearance = Appearance { logo_url: logo_url.into(), ..Appearance::default() };
            appearance.picture().map(|picture| picture.source)
        };
        assert_eq!(source("https://cdn.example.com/a.svg?x=1"), Some("https://cdn.example.com".into()));
        assert_eq!(source("http://[::1]:3000/a.png"), Some("http://[::1]:3000".into()));
        assert_eq!(source("/assets/logo"), Some("'self'".into()));
        assert_eq!(source("data:image/png;base64,AAAA"), Some("data:".into()));
        for none in [
            "",
            "string",
            "//evil.example/a.png",
            "/\\evil.example/a.png",
            "javascript:alert(1)",
            "data:text/html,x",
            "https://a;script-src/x.png",
            "ftp://example.com/a.png",
        ] {
            assert_eq!(source(none), None, "{none}");
        }
    }

    #[test]
    fn what_is_kept_is_read_back() {
        let banner = Banner { enabled: true, message: "Hi".into(), background_color: "#004852".into() };
        let kept = Appearance {
            application_name: "Castle".into(),
            logo_url: "/x.png".into(),
            announcement_banners: vec![banner],
        };
        assert_eq!(Appearance::read(&kept.to_json()).unwrap(), kept);
        assert!(Appearance::read("no").is_err());
    }
}

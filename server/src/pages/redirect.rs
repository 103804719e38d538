//! The destination of a login: a path of this server, and nothing else.

use burgrave_api::paths;
use url::Url;

/// The destination of a login that names none.
pub(crate) const HOME: &str = paths::SHOW_LOGIN;

/// The path and query on this server that a text names; [`HOME`] for every other text.
pub(crate) fn local(text: &str) -> String {
    checked(text).unwrap_or_else(|| HOME.to_owned())
}

fn checked(text: &str) -> Option<String> {
    // Browsers read a backslash as a slash, and drop tabs and line breaks.
    let odd = |letter: char| letter.is_control() || letter == '\\';
    if !text.starts_with('/') || text.starts_with("//") || text.contains(odd) {
        return None;
    }
    let here = Url::parse("http://here.invalid").ok()?;
    let there = here.join(text).ok().filter(|there| there.origin() == here.origin())?;
    let query = there.query().map(|query| format!("?{query}")).unwrap_or_default();
    Some(format!("{}{query}", there.path())).filter(|place| !place.starts_with("//"))
}

/// The address of the login through the identity provider, with this destination.
pub(crate) fn provider_for(place: &str) -> String {
    let query: String =
        url::form_urlencoded::Serializer::new(String::new()).append_pair("redirect", place).finish();
    format!("{}?{query}", paths::OIDC_CALLBACK)
}

/// The address of the login page with this destination.
pub(crate) fn login_for(place: &str) -> String {
    let query: String =
        url::form_urlencoded::Serializer::new(String::new()).append_pair("redirect", place).finish();
    format!("{}?{query}", paths::SHOW_LOGIN)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn only_places_of_this_server_count() {
        assert_eq!(
            local("/oauth2/authorize?client_id=1&state=a%20b#x"),
            "/oauth2/authorize?client_id=1&state=a%20b"
        );
        for elsewhere in [
            "",
            "https://evil.example",
            "//evil.example",
            "/\\evil.example",
            "\\\\evil.example",
            "/\t/evil.example",
            "javascript:alert(1)",
            "evil.example",
            "/a\r\nSet-Cookie: x=1",
            "/..//evil.example",
            "/.//evil.example",
        ] {
            assert_eq!(local(elsewhere), HOME, "{elsewhere:?}");
        }
        assert_eq!(login_for("/a?b=c&d"), "/login?redirect=%2Fa%3Fb%3Dc%26d");
    }

    proptest! {
        #[test]
        fn no_text_leads_to_another_server(text in "(/|\\\\|[a-z:.@?#%\\t ]){0,12}") {
            let place = local(&text);
            let base = Url::parse("https://here.example").unwrap();
            let led = base.join(&place).unwrap();
            prop_assert_eq!(led.host_str(), Some("here.example"));
            prop_assert!(place.starts_with('/') && place.is_ascii());
        }
    }
}

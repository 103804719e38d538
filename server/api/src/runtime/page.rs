//! Pages for people: the plain one that tells of an error, and the headers that every page has.

use http::{HeaderMap, HeaderName, HeaderValue, header};

use super::ApiError;

/// What every page has beside its [policy] that doesn't say otherwise: it is framed by nobody, leaves no
/// trace in other sites' logs, and is kept by no cache.
pub(super) const HEADERS: [(HeaderName, HeaderValue); 4] = [
    (header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
    (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
    (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    (HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin")),
];

/// The content policy of a page: it loads nothing from other hosts but pictures of this source, if there is
/// one, and is framed by nobody. A source that can't stand in a header is left out.
#[must_use]
pub fn policy(pictures: Option<&str>) -> HeaderValue {
    const PLAIN: &str = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; \
         frame-ancestors 'none'";
    let with = pictures.map(|source| PLAIN.replace("img-src 'self'", &format!("img-src 'self' {source}")));
    with.and_then(|policy| HeaderValue::try_from(policy).ok()).unwrap_or(HeaderValue::from_static(PLAIN))
}

/// Whether a browser shows the answer to a person: it names HTML, which programs don't, and fetches for no
/// script.
pub(super) fn is_wanted(headers: &HeaderMap) -> bool {
    let text = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    let types = text(header::ACCEPT).unwrap_or_default().split(',');
    let named = types.map(|one| one.split(';').next().unwrap_or_default().trim());
    let mode = text(HeaderName::from_static("sec-fetch-mode"));
    // A program that takes both names JSON first.
    let mut known =
        named.filter(|one| ["text/html", "application/json"].contains(&one.to_ascii_lowercase().as_str()));
    mode.is_none_or(|mode| mode == "navigate")
        && known.next().is_some_and(|first| first.eq_ignore_ascii_case("text/html"))
}

/// A page without any look.
pub(super) fn plain(error: &ApiError) -> String {
    let mut details: Vec<String> = error.detail_text().map(escaped).into_iter().collect();
    details.extend(error.fields().iter().map(|fault| escaped(&format!("{}: {}", fault.field, fault.detail))));
    let details: String = details.iter().map(|detail| format!("<p>{detail}</p>\n")).collect();
    let title = error.status().canonical_reason().unwrap_or("Error");
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\"><title>{title}</title></head>\n\
         <body>\n<h1>{}</h1>\n{details}</body>\n</html>\n",
        escaped(error.message()),
    )
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            plain => out.push(plain),
        }
    }
    out
}

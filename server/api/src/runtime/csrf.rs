//! Keeps other sites from using a browser's cookie.

use http::HeaderMap;

use super::operation::{Operation, Place};
use super::{ApiError, Carrier, Content, Credential, MediaKind, cookies, credentials};

const HEADER: &str = "x-csrf-token";
/// Where a request comes from, as browsers say it (W3C Fetch Metadata section 2.3).
const SITE: &str = "sec-fetch-site";

/// Refuses a change whose credential came by cookie, unless the request also has what another site can't
/// send: the expected `X-CSRF-TOKEN`, a credential in a header (which a browser only sends across sites after
/// asking), or the cookie's own value in the query. Where a form may hold the token, what it has to hold is
/// given back: the form is read later.
pub(super) fn check(
    operation: &Operation,
    credential: &Credential,
    headers: &HeaderMap,
    query: &str,
    expected: impl FnOnce(&str) -> String,
) -> Result<Option<String>, ApiError> {
    if credential.carrier != Carrier::Cookie || operation.method.is_safe() {
        return Ok(None);
    }
    let mut places = operation.callers.iter().flat_map(|kind| kind.carriers);
    let elsewhere = places.any(|place| match place {
        // The browser adds these by itself.
        Place::Cookie(_) | Place::Basic => false,
        Place::Header(_) | Place::Bearer => {
            credentials::value(place, headers, query).is_some_and(|value| !value.is_empty())
        }
        Place::Query(_) => {
            credentials::value(place, headers, query).is_some_and(|value| same(&value, &credential.value))
        }
    });
    let sent = headers.get(HEADER).and_then(|value| value.to_str().ok());
    if elsewhere {
        return Ok(None);
    }
    let expected = expected(&credential.value);
    // A page that was loaded before the login goes on with the token that it had then, which the login has
    // left in its cookie. No other site can send this header.
    let kept = cookies::csrf_token(headers);
    match sent {
        Some(sent) if same(sent, &expected) || kept.is_some_and(|kept| same(sent, &kept)) => Ok(None),
        None if operation.csrf_field.is_some() => Ok(Some(expected)),
        _ => Err(refused()),
    }
}

/// Refuses a form that doesn't hold the expected token.
pub(super) fn check_form(
    operation: &Operation,
    body: Option<&Content>,
    expected: &str,
) -> Result<(), ApiError> {
    let form = body.filter(|body| body.kind == MediaKind::Form).map(|body| &*body.bytes).unwrap_or_default();
    let mut fields = url::form_urlencoded::parse(form);
    let sent = fields.find(|(name, _)| operation.csrf_field == Some(name));
    if sent.is_some_and(|(_, value)| same(&value, expected)) { Ok(()) } else { Err(refused()) }
}

/// Refuses a change that a page of another origin sends where nobody is signed in: to log somebody in as
/// another, or to create the first user of a server that only their browser reaches. Browsers say where a
/// request comes from: by Fetch Metadata, and older ones by `Origin`; programs don't, and pass. What pages of
/// every origin may call is left to them.
pub(super) fn check_site(
    operation: &Operation,
    headers: &HeaderMap,
    authority: Option<&str>,
    own_host: Option<&str>,
) -> Result<(), ApiError> {
    let foreign = match headers.get(SITE) {
        // A person may open an address by themselves; another host of the same site is another's.
        Some(site) => site != "same-origin" && site != "none",
        None => !same_origin(headers, authority, own_host),
    };
    if !foreign || operation.cors || operation.method.is_safe() {
        return Ok(());
    }
    Err(ApiError::bad_request("A page of another site sent this request.")
        .detail("Only pages of this server and programs may call this operation without a session."))
}

fn refused() -> ApiError {
    ApiError::bad_request("The CSRF token is missing or wrong.")
        .detail("A session that comes by cookie needs the value of the csrf_token cookie in X-CSRF-TOKEN.")
}

/// Compares in a time that depends on the lengths only.
fn same(left: &str, right: &str) -> bool {
    left.len() == right.len()
        && left.bytes().zip(right.bytes()).fold(0, |differing, (left, right)| differing | (left ^ right)) == 0
}

/// Whether a request names the page's own host as its origin, or comes from no page at all: browsers always
/// name it when they open a WebSocket (RFC 6455 §4.1). `own_host` is what the access URL names: a proxy may
/// have put another name into `Host`.
pub(super) fn same_origin(headers: &HeaderMap, authority: Option<&str>, own_host: Option<&str>) -> bool {
    let Some(origin) = headers.get(http::header::ORIGIN) else { return true };
    let host = headers.get(http::header::HOST).and_then(|host| host.to_str().ok()).or(authority);
    let origin = origin.to_str().ok().and_then(|origin| origin.split_once("://"));
    let Some((scheme, origin)) = origin else { return false };
    [host, own_host]
        .into_iter()
        .flatten()
        .any(|host| without_port(origin, scheme).eq_ignore_ascii_case(without_port(host, scheme)))
}

/// The host without the port that its scheme has anyway.
fn without_port<'a>(host: &'a str, scheme: &str) -> &'a str {
    let port = if scheme.eq_ignore_ascii_case("https") { ":443" } else { ":80" };
    host.strip_suffix(port).unwrap_or(host)
}

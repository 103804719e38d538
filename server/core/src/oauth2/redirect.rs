//! Redirect URIs: what may be registered, and what matches it.

use url::{Host, Url};

/// The longest URI that is registered, in bytes.
pub const LONGEST: usize = 2048;
/// How many URIs one client may register.
pub const MOST: usize = 32;

/// Why a URI can't be registered, in words that follow the field's name.
pub type Problem = &'static str;

/// Holds the documented `callback_url` to its rule: an absolute http or https URL with a host.
///
/// # Errors
/// What is wrong with it.
pub fn check_callback(text: &str) -> Result<(), Problem> {
    let url = common(text)?;
    match url.scheme() {
        "http" | "https" if url.has_host() => Ok(()),
        _ => Err("must be an absolute http or https URL with a host"),
    }
}

/// Holds an entry of `redirect_uris` to its rules: https, http to this machine only, or a private-use scheme with something
/// behind it (RFC 8252 §7.1). No browser can follow a URN.
///
/// # Errors
/// What is wrong with it.
pub fn check(text: &str) -> Result<(), Problem> {
    let url = common(text)?;
    match url.scheme() {
        "https" => Ok(()),
        "http" if is_local(&url) => Ok(()),
        "http" => Err("must be https; http is for localhost, 127.0.0.1 and [::1] only"),
        "javascript" | "data" | "file" | "ftp" | "blob" | "about" | "mailto" | "tel" | "sms" | "vbscript"
        | "urn" => Err("must not have this scheme"),
        _ if url.has_host() || !url.path().trim_matches('/').is_empty() => Ok(()),
        _ => Err("must have a host or a path behind its scheme"),
    }
}

fn common(text: &str) -> Result<Url, Problem> {
    if text.len() > LONGEST {
        return Err("must be at most 2048 bytes long");
    }
    if text.contains('#') {
        return Err("must not have a fragment");
    }
    if text.contains(|letter: char| letter.is_control() || letter == ' ' || letter == '\\') {
        return Err("must not have spaces, backslashes or control characters");
    }
    let url = Url::parse(text).map_err(|_| "must be an absolute URI")?;
    let written = text.get(url.scheme().len()..).is_some_and(|rest| {
        !matches!(url.scheme(), "http" | "https") || (rest.starts_with("://") && !rest.starts_with(":///"))
    });
    if !written {
        return Err("must be an absolute URI");
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err("must not name a user");
    }
    Ok(url)
}

/// http that doesn't leave the machine.
fn is_local(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(four)) => four.is_loopback(),
        Some(Host::Ipv6(six)) => six.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        None => false,
    }
}

/// The registered URI to which an answer goes: the asked one when it is registered, character by character (RFC 9700 §2.1);
/// the first when none is asked for. The port of http on a loopback address may differ, because native apps take a free one
/// (RFC 8252 §7.3); of `localhost` as well, as clients use it so.
#[must_use]
pub fn choose(registered: &[String], asked: Option<&str>) -> Option<String> {
    match asked {
        None => registered.first().cloned(),
        Some(asked) => registered.iter().any(|one| matches(one, asked)).then(|| asked.to_owned()),
    }
}

fn matches(registered: &str, asked: &str) -> bool {
    registered == asked
        || matches!((port_free(registered), port_free(asked)), (Some(one), Some(other)) if one == other)
}

/// A loopback URI around its port; none for every other URI. Taken from the text, so that nothing else is made equal.
fn port_free(text: &str) -> Option<(&str, &str)> {
    let rest = text.strip_prefix("http://")?;
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, tail) = rest.split_at(end);
    let host = ["localhost", "127.0.0.1", "[::1]"].into_iter().find(|host| authority.starts_with(host))?;
    let port = match &authority[host.len()..] {
        "" => return Some((host, tail)),
        port => port.strip_prefix(':')?,
    };
    (port.bytes().all(|digit| digit.is_ascii_digit()) && port.parse::<u16>().is_ok()).then_some((host, tail))
}

/// Parameters of the answer that a registered URI's own query must not have.
const RESERVED: [&str; 6] = ["code", "error", "error_description", "error_uri", "state", "iss"];

/// The URI with the answer's parameters behind those of its own query; reserved ones of its own are dropped. None when the
/// URI can't be read.
#[must_use]
pub fn answer(uri: &str, parameters: &[(&str, &str)]) -> Option<String> {
    let mut url = Url::parse(uri).ok()?;
    let own: Vec<(String, String)> = url
        .query_pairs()
        .filter(|(name, _)| !RESERVED.contains(&&**name))
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .collect();
    url.query_pairs_mut().clear().extend_pairs(own).extend_pairs(parameters);
    Some(url.into())
}

/// What a page's `form-action` has to allow, so that a form may end at this URI (CSP level 3 §6.4): the origin, or the scheme
/// where there is no origin.
#[must_use]
pub fn form_action(uri: &str) -> Option<String> {
    let url = Url::parse(uri).ok()?;
    Some(match url.origin() {
        origin @ url::Origin::Tuple(..) => origin.ascii_serialization(),
        url::Origin::Opaque(_) => format!("{}:", url.scheme()),
    })
}

#[cfg(test)]
#[path = "redirect_tests.rs"]
mod tests;

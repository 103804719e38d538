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

/// Schemes of programs that people have, which are no reversed domain names as RFC 8252 §7.1 wants them.
/// Every other scheme without a dot has another owner: to the system (`ms-settings:`), to mail, to
/// telephones.
const PROGRAMS: [&str; 22] = [
    "antigravity",
    "claude",
    "code-oss",
    "coder",
    "cursor",
    "goose",
    "gitkraken",
    "jetbrains",
    "jetbrains-gateway",
    "kiro",
    "positron",
    "raycast",
    "trae",
    "vscode",
    "vscode-insiders",
    "vscodium",
    "void",
    "warp",
    "windsurf",
    "windsurf-next",
    "zed",
    "zed-preview",
];

/// Holds an entry of `redirect_uris` to its rules: https, http to this machine only, or a private-use scheme
/// with something behind it (RFC 8252 §7.1): one with a dot, or that of a known program.
///
/// # Errors
/// What is wrong with it.
pub fn check(text: &str) -> Result<(), Problem> {
    let url = common(text)?;
    match url.scheme() {
        "https" => Ok(()),
        "http" if is_local(&url) => Ok(()),
        "http" => Err("must be https; http is for localhost, 127.0.0.1 and [::1] only"),
        scheme if !scheme.contains('.') && !PROGRAMS.contains(&scheme) => {
            Err("must be https, or have a scheme with a dot, as com.example.app, or that of a known program")
        }
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
    if !has_plain_host(&url) {
        return Err("must have a host of letters, digits, dots and hyphens, or an IP address");
    }
    Ok(url)
}

/// Whether the host, if there is one, can stand in a header as it is: a name of the Domain Name System, or an
/// address.
fn has_plain_host(url: &Url) -> bool {
    let plain = |letter: u8| letter.is_ascii_alphanumeric() || b"-._".contains(&letter);
    match url.host() {
        None | Some(Host::Ipv4(_) | Host::Ipv6(_)) => true,
        Some(Host::Domain(name)) => name.bytes().all(plain),
    }
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

/// The registered URI to which an answer goes: the asked one when it is registered, character by character
/// (RFC 9700 §2.1); the first when none is asked for. The port of http on a loopback address may differ,
/// because native apps take a free one (RFC 8252 §7.3); of `localhost` as well, as clients use it so.
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

/// A loopback URI around its port; none for every other URI. Taken from the text, so that nothing else is
/// made equal.
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

/// The URI with the answer's parameters behind its own query, which stays as it is written (RFC 6749 §3.1.2);
/// only parameters of the answer that it has itself are dropped. None when the URI can't be read.
#[must_use]
pub fn answer(uri: &str, parameters: &[(&str, &str)]) -> Option<String> {
    let url = Url::parse(uri).ok()?;
    let (place, own) = url.as_str().split_once('?').unwrap_or((url.as_str(), ""));
    let reserved = |pair: &&str| {
        let name = url::form_urlencoded::parse(pair.as_bytes()).next().map(|(name, _)| name);
        name.is_some_and(|name| RESERVED.contains(&&*name))
    };
    let mut pairs: Vec<String> =
        own.split('&').filter(|pair| !pair.is_empty() && !reserved(pair)).map(str::to_owned).collect();
    pairs.extend(parameters.iter().map(|(name, value)| {
        url::form_urlencoded::Serializer::new(String::new()).append_pair(name, value).finish()
    }));
    Some(format!("{place}?{}", pairs.join("&")))
}

#[cfg(test)]
#[path = "redirect_tests.rs"]
mod tests;

//! Cookies as the runtime keeps them apart: those that only this host may have set, and the CSRF token of a
//! browser.

use std::borrow::Cow;

use http::{HeaderMap, HeaderValue, Method, header};
use uuid::Uuid;

use super::operation::{ErrorFormat, Operation};
use crate::decode::{cookie, cookies};

/// What a cookie's name begins with that only its own host can set, by https (RFC 6265bis §4.1.3.2).
const HOST: &str = "__Host-";
/// The cookie that holds the CSRF token for scripts.
const CSRF: &str = "csrf_token";
/// How long a CSRF token may be, in bytes.
const CSRF_BYTES: std::ops::RangeInclusive<usize> = 16..=128;

/// Gives cookies of these families (by the beginnings of their names) the names that the specification has:
/// each counts only with `__Host-` before it, since without it another host of the same domain may have set
/// it.
pub(super) fn unprefix(headers: &mut HeaderMap, families: &[&str]) {
    let is_of_one = |name: &str| families.iter().any(|family| name.starts_with(family));
    let foreign = |name: &str| is_of_one(name.strip_prefix(HOST).unwrap_or(name));
    if families.is_empty() || !cookies(headers).any(|(name, _)| foreign(name)) {
        return;
    }
    let kept: Vec<Cow<'_, str>> = cookies(headers)
        .filter_map(|(name, value)| match name.strip_prefix(HOST) {
            Some(own) if is_of_one(own) => Some(format!("{own}={value}").into()),
            _ if is_of_one(name) => None,
            _ => Some(format!("{name}={value}").into()),
        })
        .collect();
    let line = HeaderValue::try_from(kept.join("; "));
    headers.remove(header::COOKIE);
    if let Ok(line) = line {
        headers.insert(header::COOKIE, line);
    }
}

/// The CSRF token that a browser has, where it has the form of one.
pub(super) fn csrf_token(headers: &HeaderMap) -> Option<String> {
    let is_good = |text: &String| {
        let signs = text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.+/=".contains(&byte));
        signs && CSRF_BYTES.contains(&text.len())
    };
    cookie(headers, CSRF).filter(is_good)
}

/// A CSRF token for a browser that has none yet, as the value of `Set-Cookie`: a page may call something that
/// needs one right after a login, with what it has read before.
pub(super) fn first_csrf_token(
    operation: &Operation,
    method: &Method,
    headers: &HeaderMap,
    secure: bool,
) -> Option<String> {
    let is_browser = headers.contains_key("sec-fetch-site");
    let is_api = operation.error_format == ErrorFormat::Api && !operation.id.is_empty() && !operation.cors;
    if !is_browser || !is_api || !method.is_safe() || cookie(headers, CSRF).is_some() {
        return None;
    }
    let token = format!("{}{}", Uuid::new_v4().simple(), Uuid::new_v4().simple());
    let secure = if secure { "; Secure" } else { "" };
    Some(format!("{CSRF}={token}; Path=/; Max-Age=31536000; SameSite=Lax{secure}"))
}

/// Keeps the CSRF token that a browser has when an answer would give it another one.
pub(super) fn keep_csrf_token(lines: &mut [(header::HeaderName, HeaderValue)], token: &str) {
    for (name, value) in lines.iter_mut().filter(|(name, _)| *name == header::SET_COOKIE) {
        let Some((given, rest)) =
            value.to_str().ok().and_then(|text| text.strip_prefix("csrf_token=")?.split_once(';'))
        else {
            continue;
        };
        // Without a value it is taken away.
        if !given.is_empty()
            && let Ok(kept) = HeaderValue::try_from(format!("{CSRF}={token};{rest}"))
        {
            (*name, *value) = (header::SET_COOKIE, kept);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unprefixed(line: &'static str) -> Option<String> {
        let mut headers = HeaderMap::new();
        headers.insert(header::COOKIE, HeaderValue::from_static(line));
        unprefix(&mut headers, &["oauth_", "burgrave_"]);
        headers.get(header::COOKIE).map(|line| line.to_str().unwrap().to_owned())
    }

    #[test]
    fn only_the_host_itself_sets_its_cookies() {
        assert_eq!(unprefixed("a=b; oauth_state=x").as_deref(), Some("a=b"));
        assert_eq!(
            unprefixed("oauth_state=x; __Host-oauth_state=y; a=b; __Host-a=c").as_deref(),
            Some("oauth_state=y; a=b; __Host-a=c")
        );
        assert_eq!(unprefixed("a=b; c=d").as_deref(), Some("a=b; c=d"));
        assert_eq!(unprefixed("oauth_state=x").as_deref(), Some(""));
    }

    #[test]
    fn a_login_leaves_the_token_that_a_browser_has() {
        let mut lines = [
            (header::SET_COOKIE, HeaderValue::from_static("csrf_token=new; Path=/; SameSite=Lax")),
            (header::SET_COOKIE, HeaderValue::from_static("coder_session_token=t; Path=/")),
        ];
        keep_csrf_token(&mut lines, "old");
        assert_eq!(lines[0].1, "csrf_token=old; Path=/; SameSite=Lax");
        assert_eq!(lines[1].1, "coder_session_token=t; Path=/");
        let mut gone = [(header::SET_COOKIE, HeaderValue::from_static("csrf_token=; Path=/; Max-Age=0"))];
        keep_csrf_token(&mut gone, "old");
        assert_eq!(gone[0].1, "csrf_token=; Path=/; Max-Age=0");
    }
}

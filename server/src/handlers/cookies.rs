//! The cookies of a session, of the login page, and of a login through the identity provider.

use burgrave_core::token;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

/// The cookie with the session token; scripts can't read it.
const SESSION: &str = "coder_session_token";
/// The cookie whose value scripts send back as `X-CSRF-TOKEN`.
const CSRF: &str = "csrf_token";

/// The cookie that proves a password during a conversion.
const CONVERSION: &str = "coder_oauth_convert_jwt";
/// The cookie of the login page.
const LOGIN_PAGE: &str = "burgrave_login";

/// How long a browser keeps the cookies of a session, in seconds: longer than any session. The key determines
/// when the session ends.
const KEPT: u32 = 31_536_000;

/// The prefixes of the names of cookies that only this server may set: over https, their names begin with
/// `__Host-`, and a cookie without it is ignored.
pub(crate) const OF_THIS_HOST: &[&str] = &["oauth_", "burgrave_", CONVERSION];

/// Sets both cookies of a session.
pub(super) fn set(session_token: &str, secure: bool) -> Vec<String> {
    let ends = ending(secure);
    let csrf = token::csrf_token(session_token);
    vec![
        format!("{SESSION}={session_token}; Path=/; Max-Age={KEPT}; HttpOnly{ends}"),
        format!("{CSRF}={csrf}; Path=/; Max-Age={KEPT}{ends}"),
    ]
}

/// Deletes both cookies of a session.
pub(super) fn clear(secure: bool) -> Vec<String> {
    let ends = ending(secure);
    vec![
        format!("{SESSION}=; Path=/; Max-Age=0; HttpOnly{ends}"),
        format!("{CSRF}=; Path=/; Max-Age=0{ends}"),
    ]
}

/// The cookie of a login through the provider that has begun: short-lived, and only for this server.
pub(super) fn of_a_login(name: &str, value: &str, secure: bool) -> String {
    brief(name, value, 600, secure)
}

/// Deletes it, and the proof of a conversion.
pub(super) fn clear_login(name: &str, secure: bool) -> Vec<String> {
    vec![brief(name, "", 0, secure), brief(CONVERSION, "", 0, secure)]
}

/// The cookie that proves the password of an account that is to be converted.
pub(super) fn of_a_conversion(proof: &str, secure: bool) -> String {
    brief(CONVERSION, proof, 300, secure)
}

/// The cookie that the CSRF token of the login page's form belongs to.
pub(super) fn of_login_page(value: &str, secure: bool) -> String {
    let end = if secure { "; Secure" } else { "" };
    format!("{}={value}; Path=/; HttpOnly; SameSite=Strict{end}", of_this_host(LOGIN_PAGE, secure))
}

/// `seconds` is its lifetime. Values are percent-encoded where necessary.
fn brief(name: &str, value: &str, seconds: u32, secure: bool) -> String {
    let plain = value.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
    let value =
        if plain { value.to_owned() } else { utf8_percent_encode(value, NON_ALPHANUMERIC).to_string() };
    format!("{}={value}; Path=/; Max-Age={seconds}; HttpOnly{}", of_this_host(name, secure), ending(secure))
}

/// The name of a cookie that only this server may set. It needs `Secure` and `Path=/`, and no `Domain`.
pub(super) fn of_this_host(name: &str, secure: bool) -> String {
    if secure { format!("__Host-{name}") } else { name.to_owned() }
}

fn ending(secure: bool) -> &'static str {
    if secure { "; SameSite=Lax; Secure" } else { "; SameSite=Lax" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_read_only_the_csrf_token() {
        let cookies = set("abcdefghij-0123456789012345678901", true);
        assert!(
            cookies[0].starts_with("coder_session_token=abcdefghij-") && cookies[0].contains("; HttpOnly")
        );
        assert!(cookies[1].starts_with("csrf_token=") && !cookies[1].contains("HttpOnly"));
        assert!(cookies.iter().all(|cookie| cookie.contains("; Path=/; Max-Age=31536000;")
            && cookie.ends_with("; SameSite=Lax; Secure")));
        assert!(
            clear(false)
                .iter()
                .all(|cookie| cookie.contains("=; Path=/; Max-Age=0") && !cookie.contains("Secure"))
        );
    }
}

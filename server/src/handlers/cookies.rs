//! The cookies of a session.

use burgrave_core::token;

/// The cookie that holds the token; scripts can't read it.
const SESSION: &str = "coder_session_token";
/// The cookie whose value scripts send back as `X-CSRF-TOKEN`.
const CSRF: &str = "csrf_token";

/// Sets both cookies.
pub(super) fn set(session_token: &str, secure: bool) -> Vec<String> {
    let ends = ending(secure);
    let csrf = token::csrf_token(session_token);
    vec![format!("{SESSION}={session_token}; Path=/; HttpOnly{ends}"), format!("{CSRF}={csrf}; Path=/{ends}")]
}

/// Makes a browser forget both.
pub(super) fn clear(secure: bool) -> Vec<String> {
    let ends = ending(secure);
    vec![
        format!("{SESSION}=; Path=/; Max-Age=0; HttpOnly{ends}"),
        format!("{CSRF}=; Path=/; Max-Age=0{ends}"),
    ]
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
        assert!(cookies.iter().all(|cookie| cookie.ends_with("; Path=/; SameSite=Lax; Secure")
            || cookie.contains("HttpOnly; SameSite=Lax; Secure")));
        assert!(
            clear(false)
                .iter()
                .all(|cookie| cookie.contains("=; Path=/; Max-Age=0") && !cookie.contains("Secure"))
        );
    }
}

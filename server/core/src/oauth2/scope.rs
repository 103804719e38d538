//! What an app may ask for, and what it gets. Nothing is trimmed in silence: what can't be given is refused.

use super::{ErrorCode, Refusal};
use crate::authorization::ScopeName;

/// The longest list of scopes, in bytes.
pub const LONGEST: usize = 4096;
/// How many scopes a list has at most.
pub const MOST: usize = 100;

/// What a request is given: the scopes that it asks for, as far as the app's list of allowed ones covers their permissions.
/// An app without a list may ask for everything; a request without scopes gets the whole list, or everything.
///
/// # Errors
/// `invalid_scope` for a name that names nothing, for more than is allowed, and when the app's list names nothing (any
/// more).
pub fn negotiate(allowed: &str, asked: Option<&str>) -> Result<Vec<ScopeName>, Refusal> {
    let asked = asked.map_or(Ok(Vec::new()), read)?;
    if is_blank(allowed) {
        return Ok(if asked.is_empty() { vec![ScopeName::All] } else { asked });
    }
    let allowed = known(allowed);
    if allowed.is_empty() {
        return Err(invalid("the app's allowed scopes name none that exists"));
    }
    if asked.is_empty() {
        return Ok(allowed);
    }
    within(&allowed, asked, "scope requests permissions beyond this app's allowed scopes")
}

/// What one access token of a grant is given: the grant's scopes, or fewer where fewer are asked for (RFC 6749 §6).
///
/// # Errors
/// `invalid_scope` for a name that names nothing and for more than was granted.
pub fn narrow(granted: &[ScopeName], asked: Option<&str>) -> Result<Vec<ScopeName>, Refusal> {
    let asked = asked.map_or(Ok(Vec::new()), read)?;
    if asked.is_empty() {
        return Ok(granted.to_vec());
    }
    within(granted, asked, "scope requests permissions beyond those that were granted")
}

/// Whether all of these are still within what an app may ask for.
#[must_use]
pub fn is_allowed(allowed: &str, granted: &[ScopeName]) -> bool {
    is_blank(allowed) || granted.iter().all(|scope| scope.is_covered_by(&known(allowed)))
}

/// The scopes that a stored list names; those that this release doesn't know are left out.
#[must_use]
pub fn known(list: &str) -> Vec<ScopeName> {
    once(list.split(' ').filter_map(|name| name.parse().ok()))
}

/// The list in its canonical form.
#[must_use]
pub fn write(scopes: &[ScopeName]) -> String {
    scopes.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
}

/// Why a text can't be an app's list of allowed scopes, in words that follow the field's name; whether its names exist is
/// not asked, because a later release may know more.
#[must_use]
pub fn list_problem(list: &str) -> Option<&'static str> {
    // RFC 6749 §3.3: printable ASCII without quotation marks and backslashes.
    let allowed = |byte: u8| matches!(byte, 0x20..=0x21 | 0x23..=0x5b | 0x5d..=0x7e);
    match () {
        () if list.len() > LONGEST => Some("must be at most 4096 bytes long"),
        () if list.split(' ').filter(|name| !name.is_empty()).count() > MOST => {
            Some("must name at most 100 scopes")
        }
        () if !list.bytes().all(allowed) => Some("must be names separated by spaces"),
        () => None,
    }
}

fn read(list: &str) -> Result<Vec<ScopeName>, Refusal> {
    if let Some(problem) = list_problem(list) {
        return Err(invalid(&format!("scope {problem}")));
    }
    let names = list.split(' ').filter(|name| !name.is_empty());
    let scopes: Result<Vec<ScopeName>, _> = names.map(str::parse).collect();
    scopes.map(once).map_err(|_| invalid("unknown or unsupported scope"))
}

fn within(limit: &[ScopeName], asked: Vec<ScopeName>, beyond: &str) -> Result<Vec<ScopeName>, Refusal> {
    if asked.iter().all(|scope| scope.is_covered_by(limit)) { Ok(asked) } else { Err(invalid(beyond)) }
}

fn once(scopes: impl IntoIterator<Item = ScopeName>) -> Vec<ScopeName> {
    let mut all = Vec::new();
    for scope in scopes {
        if !all.contains(&scope) {
            all.push(scope);
        }
    }
    all
}

fn is_blank(list: &str) -> bool {
    list.trim_matches(' ').is_empty()
}

fn invalid(description: &str) -> Refusal {
    Refusal::new(ErrorCode::InvalidScope, description)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn given(allowed: &str, asked: Option<&str>) -> Result<String, ErrorCode> {
        negotiate(allowed, asked).map(|scopes| write(&scopes)).map_err(|refusal| refusal.code)
    }

    #[test]
    fn what_is_asked_for_is_given_or_refused_and_never_trimmed() {
        const NO: Result<String, ErrorCode> = Err(ErrorCode::InvalidScope);
        assert_eq!(given("", None), Ok("coder:all".into()));
        assert_eq!(given(" ", Some(" ")), Ok("coder:all".into()));
        assert_eq!(
            given("", Some("workspace:read  all workspace:read")),
            Ok("workspace:read coder:all".into())
        );
        assert_eq!(given("workspace:* gone:read", None), Ok("workspace:*".into()));
        assert_eq!(given("workspace:*", Some("workspace:read")), Ok("workspace:read".into()));
        assert_eq!(given("workspace:read", Some("workspace:*")), NO);
        assert_eq!(given("workspace:*", Some("workspace:read template:read")), NO);
        assert_eq!(given("", Some("workspace:fly")), NO);
        assert_eq!(given("gone:read", None), NO);
        assert_eq!(given("", Some("work\"space")), NO);
    }

    #[test]
    fn a_refresh_may_ask_for_fewer_scopes_and_not_for_more() {
        let granted = known("workspace:* template:read");
        let narrowed = |asked| narrow(&granted, asked).map(|scopes| write(&scopes));
        assert_eq!(narrowed(None), Ok("workspace:* template:read".into()));
        assert_eq!(narrowed(Some("workspace:read")), Ok("workspace:read".into()));
        assert!(narrowed(Some("template:*")).is_err() && narrowed(Some("coder:all")).is_err());
        assert!(is_allowed("", &granted) && is_allowed("workspace:* template:*", &granted));
        assert!(!is_allowed("workspace:*", &granted));
    }

    #[test]
    fn a_list_has_bounds() {
        assert_eq!(list_problem("some:thing other"), None);
        assert!(
            list_problem(&"a".repeat(LONGEST + 1)).is_some()
                && list_problem(&"a ".repeat(MOST + 1)).is_some()
        );
        assert!(list_problem("a\tb").is_some() && list_problem("ä").is_some());
    }
}

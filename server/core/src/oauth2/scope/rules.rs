//! What a request is given. Nothing is trimmed in silence: what can't be given is refused.

use super::list::{list_problem, names};
use super::{IdentityScope, Scopes};
use crate::oauth2::{ErrorCode, Refusal};

/// What a request is given: the scopes that it asks for, as far as the app's list of allowed ones covers
/// their permissions. An app without a list may ask for everything; a request without scopes gets the whole
/// list, or full access. `offline_access` is ignored for an app that can't refresh (OpenID Connect Core §11).
///
/// # Errors
/// `invalid_scope` for a name that names nothing, for more than is allowed, and when the app's list names
/// nothing (any more).
pub fn negotiate(allowed: &str, asked: Option<&str>, may_refresh: bool) -> Result<Scopes, Refusal> {
    let asked = asked.map_or_else(|| Ok(Scopes::default()), read)?;
    let given = if is_blank(allowed) {
        if asked.is_empty() { Scopes::full() } else { asked }
    } else {
        let allowed = Scopes::existing(allowed);
        match () {
            () if allowed.is_empty() => {
                return Err(invalid("the app's allowed scopes name none that exists"));
            }
            () if asked.is_empty() => allowed,
            () if allowed.covers(&asked) => asked,
            () => return Err(invalid("scope requests permissions beyond this app's allowed scopes")),
        }
    };
    Ok(if may_refresh { given } else { given.without(IdentityScope::OfflineAccess) })
}

/// What one access token of a grant is given: the grant's scopes, or fewer where fewer are asked for (RFC
/// 6749 §6).
///
/// # Errors
/// `invalid_scope` for a name that names nothing and for more than was granted.
pub fn narrow(granted: &Scopes, asked: Option<&str>) -> Result<Scopes, Refusal> {
    let asked = asked.map_or_else(|| Ok(Scopes::default()), read)?;
    match () {
        () if asked.is_empty() => Ok(granted.clone()),
        () if granted.covers(&asked) => Ok(asked),
        () => Err(invalid("scope requests permissions beyond those that were granted")),
    }
}

/// Whether all of these are still within what an app may ask for.
#[must_use]
pub fn is_allowed(allowed: &str, granted: &Scopes) -> bool {
    is_blank(allowed) || Scopes::existing(allowed).covers(granted)
}

/// What is left of granted scopes within what the app may ask for now: its list may have become shorter
/// since.
#[must_use]
pub fn still_allowed(allowed: &str, granted: Scopes) -> Scopes {
    if is_allowed(allowed, &granted) { granted } else { granted.within(&Scopes::existing(allowed)) }
}

fn read(list: &str) -> Result<Scopes, Refusal> {
    if let Some(problem) = list_problem(list) {
        return Err(invalid(&format!("scope {problem}")));
    }
    let mut scopes = Scopes::default();
    if names(list).all(|name| scopes.add(name)) {
        return Ok(scopes);
    }
    Err(invalid("unknown or unsupported scope"))
}

fn is_blank(list: &str) -> bool {
    list.trim_matches(' ').is_empty()
}

fn invalid(description: &str) -> Refusal {
    Refusal::new(ErrorCode::InvalidScope, description)
}

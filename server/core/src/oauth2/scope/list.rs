//! Lists of scopes as they are written: names with spaces between (RFC 6749 §3.3).

use super::{IdentityScope, Scopes};
use crate::authorization::ScopeName;
use strum::VariantArray as _;

/// The longest list, in bytes: all scopes that there are fit in it.
pub const LONGEST: usize = 16 * 1024;
/// How many scopes a list has at most: all that there are, and room for those to come.
pub const MOST: usize = 1024;

/// The names of all scopes.
pub fn catalogue() -> impl Iterator<Item = String> {
    let identity = IdentityScope::VARIANTS.iter().map(|scope| scope.as_str().to_owned());
    identity.chain(ScopeName::catalogue().map(|scope| scope.to_string()))
}

/// The few scopes that a client needs that wants to work with the API and knows nothing of it: what each
/// piece of work needs, and whose work it is.
pub fn recommended() -> impl Iterator<Item = String> {
    let own = ["user:read", "user:read_personal", "organization:read"].map(str::to_owned);
    let work = crate::authorization::Composite::VARIANTS.iter().map(|scope| scope.as_str().to_owned());
    own.into_iter().chain(work)
}

/// Why a text can't be a list of scopes, in words that follow the field's name. Whether its names exist is
/// not asked, because a later release may know more.
#[must_use]
pub fn list_problem(list: &str) -> Option<&'static str> {
    // RFC 6749 §3.3: printable ASCII without quotation marks and backslashes.
    let allowed = |byte: u8| matches!(byte, 0x20..=0x21 | 0x23..=0x5b | 0x5d..=0x7e);
    match () {
        () if list.len() > LONGEST => Some("must be at most 16384 bytes long"),
        () if names(list).count() > MOST => Some("must name at most 1024 scopes"),
        () if !list.bytes().all(allowed) => Some("must be names separated by spaces"),
        () => None,
    }
}

/// The names in a list.
pub(super) fn names(list: &str) -> impl Iterator<Item = &str> {
    list.split(' ').filter(|name| !name.is_empty())
}

/// What a list that a client registers becomes: the names that exist, in their canonical form. A list none of
/// whose names exists becomes the recommended one; an empty one stays empty (RFC 7591 §2).
#[must_use]
pub fn registered(list: &str) -> String {
    if names(list).next().is_none() {
        return String::new();
    }
    let known = Scopes::existing(list);
    if known.is_empty() { recommended().collect::<Vec<_>>().join(" ") } else { known.to_string() }
}

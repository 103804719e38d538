//! Access to SCIM: callers with a key that the operator has set.

use crate::config::SharedSecrets;
use crate::fault::Fault;

/// An identity provider with the key. It is no user: its changes have no user in the audit log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct IdentityProvider;

/// Checks a key.
///
/// # Errors
/// `ScimOff` when there is none to check against; `ScimKey` when it is missing or wrong.
pub(crate) fn authenticate(keys: &SharedSecrets, key: Option<&str>) -> Result<IdentityProvider, Fault> {
    if keys.is_empty() {
        return Err(Fault::ScimOff);
    }
    match key {
        Some(key) if keys.is_right(key) => Ok(IdentityProvider),
        Some(_) => Err(Fault::ScimKey { detail: "The key of SCIM is wrong." }),
        None => Err(Fault::ScimKey { detail: "The key of SCIM is missing from the header Authorization." }),
    }
}

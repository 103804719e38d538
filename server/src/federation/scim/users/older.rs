//! The older body of PATCH: a user, of which only `active` counts.

use burgrave_core::scim::ScimFault;
use burgrave_core::scim::document;
use burgrave_core::scim::schema::USERS;
use serde_json::{Map, Value};

/// The new value of `active`.
///
/// # Errors
/// `Scim` when it doesn't say.
pub(in crate::federation::scim) fn active(body: Map<String, Value>) -> Result<bool, ScimFault> {
    let wanted: Map<String, Value> =
        body.into_iter().filter(|(name, _)| name.eq_ignore_ascii_case("active")).collect();
    let document = document::attributes(&USERS, wanted)?;
    let fault = || ScimFault::syntax("A PATCH needs Operations, or a user with active.");
    document.get("active").and_then(Value::as_bool).ok_or_else(fault)
}

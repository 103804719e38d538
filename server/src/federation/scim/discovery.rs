//! What clients read to find out what there is (RFC 7644 §4).

use burgrave_core::scim::bulk;
use burgrave_core::scim::schema::{self, GROUPS, ResourceType, USERS};
use serde_json::{Map, Value, json};

use super::query::MAX_RESULTS;
use crate::application::App;
use crate::fault::Fault;

/// Bytes of a bulk request at most; the specification of the operation says the same.
const MAX_PAYLOAD: u32 = 1024 * 1024;

/// The types of resources.
const TYPES: [&ResourceType; 2] = [&USERS, &GROUPS];

/// What this server can do (RFC 7643 §5).
///
/// # Errors
/// `ScimOff`.
pub(crate) fn configuration(app: &App, base: &str) -> Result<Map<String, Value>, Fault> {
    if app.settings().scim_keys.is_empty() {
        return Err(Fault::ScimOff);
    }
    let told = json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"],
        "patch": {"supported": true},
        "bulk": {"supported": true, "maxOperations": bulk::MAX_OPERATIONS, "maxPayloadSize": MAX_PAYLOAD},
        "filter": {"supported": true, "maxResults": MAX_RESULTS},
        "changePassword": {"supported": false},
        "sort": {"supported": true},
        "etag": {"supported": true},
        "authenticationSchemes": [{
            "type": "oauthbearertoken",
            "name": "Key",
            "description": "The key that the operator has set, as a bearer token or as the whole header \
                            Authorization.",
            "specUri": "https://www.rfc-editor.org/rfc/rfc6750",
            "primary": true,
        }],
        "meta": {
            "resourceType": "ServiceProviderConfig",
            "location": format!("{base}/ServiceProviderConfig"),
        },
    });
    Ok(told.as_object().cloned().unwrap_or_default())
}

/// All schemas.
pub(crate) fn schemas(base: &str) -> Vec<Map<String, Value>> {
    TYPES.iter().flat_map(|kind| kind.schemas()).map(|one| schema::schema(one, base)).collect()
}

/// All types of resources.
pub(crate) fn resource_types(base: &str) -> Vec<Map<String, Value>> {
    TYPES.iter().map(|kind| schema::resource_type(kind, base)).collect()
}

/// The one of this id, in any letter case.
///
/// # Errors
/// `Hidden`.
pub(crate) fn named(all: Vec<Map<String, Value>>, id: &str) -> Result<Map<String, Value>, Fault> {
    let is_it =
        |one: &Map<String, Value>| one["id"].as_str().is_some_and(|known| known.eq_ignore_ascii_case(id));
    all.into_iter().find(is_it).ok_or(Fault::Hidden)
}

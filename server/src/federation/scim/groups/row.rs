//! From a document, without its members, to what is written.

use burgrave_core::ids::GroupId;
use burgrave_core::scim::document::Document;
use burgrave_core::scim::index::index;
use burgrave_core::scim::schema::GROUPS;
use burgrave_store::ScimGroupRow;
use chrono::{DateTime, Utc};
use serde_json::{Map, Value};

/// The row of a document.
pub(super) fn row(id: GroupId, document: &Document, now: DateTime<Utc>) -> ScimGroupRow {
    let search = index(&GROUPS, &id.to_string(), document);
    ScimGroupRow {
        id,
        name_key: text(&search, "displayName").unwrap_or_default(),
        external_id: text(&search, "externalId"),
        display_name: text(document, "displayName").unwrap_or_default(),
        search: Value::Object(search).to_string(),
        document: Value::Object(document.clone()).to_string(),
        now,
    }
}

fn text(of: &Map<String, Value>, name: &str) -> Option<String> {
    of.get(name).and_then(Value::as_str).map(str::to_owned)
}

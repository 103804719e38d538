//! From a document to what is written.

use burgrave_core::ids::UserId;
use burgrave_core::scim::document::Document;
use burgrave_core::scim::index::{index, values};
use burgrave_core::scim::schema::USERS;
use burgrave_store::ScimUserRow;
use chrono::{DateTime, Utc};
use serde_json::{Map, Value};

/// The row of a document. Whether the person may come in is the account's to say, so that isn't kept twice.
pub(super) fn row(id: UserId, document: &Document, now: DateTime<Utc>) -> ScimUserRow {
    let mut document = document.clone();
    document.shift_remove("active");
    let search = index(&USERS, &id.to_string(), &document);
    ScimUserRow {
        id,
        username_key: text(&search, "userName").unwrap_or_default(),
        external_id: text(&search, "externalId"),
        addresses: values(&search, "emails").into_iter().map(str::to_owned).collect(),
        search: Value::Object(search).to_string(),
        document: Value::Object(document).to_string(),
        now,
    }
}

fn text(search: &Map<String, Value>, name: &str) -> Option<String> {
    search.get(name).and_then(Value::as_str).map(str::to_owned)
}

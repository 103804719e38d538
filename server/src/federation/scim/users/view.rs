//! A user of SCIM as answers show them.

use std::collections::HashMap;

use burgrave_core::ids::UserId;
use burgrave_core::scim::document::Document;
use burgrave_core::scim::schema::USERS;
use burgrave_store::{Reader, ScimUserRecord, StoreError, UserStatus};
use serde_json::{Value, json};

use crate::fault::Fault;
use crate::federation::scim::resource::{Resource, StoredResource};

/// What the database knows of them; the version follows the account's being suspended too.
pub(super) fn kept(record: &ScimUserRecord) -> StoredResource {
    StoredResource {
        id: record.id.into(),
        text: record.document.clone(),
        state: if is_active(record) { "active" } else { "suspended" }.into(),
        created: record.created_at,
        modified: record.updated_at,
    }
}

/// Whether they may come in.
pub(super) fn is_active(record: &ScimUserRecord) -> bool {
    record.status != UserStatus::Suspended
}

/// The document with the state of the account: a suspension here is visible to SCIM.
///
/// # Errors
/// `Internal` when the database holds no document.
pub(super) fn document(record: &ScimUserRecord) -> Result<Document, Fault> {
    let mut document = kept(record).document()?;
    document.insert("active".into(), is_active(record).into());
    Ok(document)
}

/// Several users, with the groups that list them unless those are hidden anyway.
pub(super) async fn several(
    reader: &Reader,
    records: &[ScimUserRecord],
    base: &str,
    with_groups: bool,
) -> Result<Vec<Resource>, Fault> {
    let mut listed = if with_groups { groups(reader, records, base).await? } else { HashMap::new() };
    let show = |record: &ScimUserRecord| {
        Ok(shown(record, kept(record).document()?, listed.remove(&record.id), base))
    };
    records.iter().map(show).collect()
}

/// One user, whose document is at hand.
pub(super) async fn one(
    reader: &Reader,
    record: &ScimUserRecord,
    document: Document,
    base: &str,
    with_groups: bool,
) -> Result<Resource, Fault> {
    let records = std::slice::from_ref(record);
    let mut listed = if with_groups { groups(reader, records, base).await? } else { HashMap::new() };
    Ok(shown(record, document, listed.remove(&record.id), base))
}

fn shown(
    record: &ScimUserRecord,
    mut document: Document,
    groups: Option<Vec<Value>>,
    base: &str,
) -> Resource {
    // At the end, wherever it was sent.
    document.shift_remove("active");
    document.insert("active".into(), is_active(record).into());
    if let Some(groups) = groups {
        document.insert("groups".into(), groups.into());
    }
    kept(record).shown(&USERS, base, document)
}

async fn groups(
    reader: &Reader,
    records: &[ScimUserRecord],
    base: &str,
) -> Result<HashMap<UserId, Vec<Value>>, StoreError> {
    let ids: Vec<UserId> = records.iter().map(|record| record.id).collect();
    let mut listed = HashMap::<UserId, Vec<Value>>::new();
    if ids.is_empty() {
        return Ok(listed);
    }
    for (member, group, display) in reader.scim_groups_listing(&ids).await? {
        let reference = format!("{base}/Groups/{group}");
        let entry =
            json!({"value": group.to_string(), "$ref": reference, "display": display, "type": "direct"});
        listed.entry(member).or_default().push(entry);
    }
    Ok(listed)
}

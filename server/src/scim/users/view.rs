//! A user of SCIM as answers show them.

use std::collections::HashMap;

use burgrave_core::scim::document::Document;
use burgrave_core::scim::schema::USERS;
use burgrave_store::{Reader, ScimUserRecord, StoreError, UserStatus};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::fault::Fault;
use crate::scim::resource::{Kept, Resource};

/// What the database knows of them; the version follows the account's being suspended too.
pub(super) fn kept(record: &ScimUserRecord) -> Kept {
    Kept {
        id: record.id,
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

/// The document with what the account says: whoever suspends somebody here has told SCIM as well.
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
    let shown = |record: &ScimUserRecord| {
        let mut document = document(record)?;
        if let Some(groups) = listed.remove(&record.id) {
            document.insert("groups".into(), groups.into());
        }
        Ok(kept(record).shown(&USERS, base, document))
    };
    records.iter().map(shown).collect()
}

/// One user.
pub(super) async fn one(
    reader: &Reader,
    record: &ScimUserRecord,
    base: &str,
    with_groups: bool,
) -> Result<Resource, Fault> {
    let found = several(reader, std::slice::from_ref(record), base, with_groups).await?;
    found.into_iter().next().ok_or_else(|| Fault::Internal("one record shows one user".into()))
}

async fn groups(
    reader: &Reader,
    records: &[ScimUserRecord],
    base: &str,
) -> Result<HashMap<Uuid, Vec<Value>>, StoreError> {
    let ids: Vec<Uuid> = records.iter().map(|record| record.id).collect();
    let mut listed = HashMap::<Uuid, Vec<Value>>::new();
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

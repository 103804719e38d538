//! A group of SCIM as answers show it.

use std::collections::HashMap;

use burgrave_core::ids::GroupId;
use burgrave_core::scim::document::Document;
use burgrave_core::scim::schema::GROUPS;
use burgrave_store::{Reader, ScimGroupRecord, ScimMemberRecord};

use super::members;
use crate::fault::Fault;
use crate::federation::scim::resource::{Resource, StoredResource};

/// What the database knows of it; the version follows the members too.
pub(super) fn kept(record: &ScimGroupRecord) -> StoredResource {
    StoredResource {
        id: record.id.into(),
        text: record.document.clone(),
        state: record.revision.to_string(),
        created: record.created_at,
        modified: record.updated_at,
    }
}

/// The group with its whole document.
pub(super) fn shown(record: &ScimGroupRecord, document: Document, base: &str) -> Resource {
    kept(record).shown(&GROUPS, base, document)
}

/// Several groups, with their members unless those are hidden anyway.
///
/// # Errors
/// The storage's; `Internal` when the database holds no document.
pub(super) async fn several(
    reader: &Reader,
    records: &[ScimGroupRecord],
    base: &str,
    with_members: bool,
) -> Result<Vec<Resource>, Fault> {
    let mut listed = if with_members { listed(reader, records).await? } else { HashMap::new() };
    let shown = |record: &ScimGroupRecord| {
        let members = listed.remove(&record.id).unwrap_or_default();
        Ok(shown(record, members::join(kept(record).document()?, members)?, base))
    };
    records.iter().map(shown).collect()
}

async fn listed(
    reader: &Reader,
    records: &[ScimGroupRecord],
) -> Result<HashMap<GroupId, Vec<ScimMemberRecord>>, Fault> {
    let ids: Vec<GroupId> = records.iter().map(|record| record.id).collect();
    let mut listed = HashMap::<GroupId, Vec<ScimMemberRecord>>::new();
    if !ids.is_empty() {
        for member in reader.scim_members(&ids).await? {
            listed.entry(member.group_id).or_default().push(member);
        }
    }
    Ok(listed)
}

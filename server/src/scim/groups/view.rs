//! A group of SCIM as answers show it.

use burgrave_core::scim::schema::GROUPS;
use burgrave_store::ScimGroupRecord;

use crate::fault::Fault;
use crate::scim::resource::{Kept, Resource};

/// What the database knows of it.
pub(super) fn kept(record: &ScimGroupRecord) -> Kept {
    Kept {
        id: record.id,
        text: record.document.clone(),
        state: "",
        created: record.created_at,
        modified: record.updated_at,
    }
}

/// The group.
///
/// # Errors
/// `Internal` when the database holds no document.
pub(super) fn one(record: &ScimGroupRecord, base: &str) -> Result<Resource, Fault> {
    let kept = kept(record);
    Ok(kept.shown(&GROUPS, base, kept.document()?))
}

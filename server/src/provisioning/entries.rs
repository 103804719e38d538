//! Entries of access lists, as requests write them and as the audit log shows them.

use std::collections::{BTreeMap, BTreeSet};

use burgrave_core::authorization::AccessRole;
use burgrave_core::ids::OrganizationId;
use burgrave_store::{AccessChanges, Reader};
use uuid::Uuid;

use crate::fault::{Fault, FieldFault};

/// Whether there are the users and groups that are added; groups have to be in the organization. Who is gone
/// already may be removed. What is wrong is added to the faults, under the fields of users and groups.
///
/// # Errors
/// The storage's.
pub(super) async fn check(
    reader: &Reader,
    organization: OrganizationId,
    changes: &AccessChanges,
    [users, groups]: [&str; 2],
    faults: &mut Vec<FieldFault>,
) -> Result<(), Fault> {
    for (id, role) in &changes.users {
        let found = reader.user_by_id(*id).await?.filter(|user| user.deleted_at.is_none());
        if role.is_some() && found.is_none() {
            faults.push(fault(users, &id.to_string(), "is no user"));
        }
    }
    for (id, role) in &changes.groups {
        let found = reader.group_by_id(*id).await?;
        let found = found.filter(|group| group.organization_id == organization);
        if role.is_some() && found.is_none() {
            faults.push(fault(groups, &id.to_string(), "is no group of the organization"));
        }
    }
    Ok(())
}

/// The entries of one kind; what is wrong with others is added to the faults.
pub(super) fn entries<Id: From<Uuid>>(
    field: &str,
    written: &BTreeMap<String, String>,
    faults: &mut Vec<FieldFault>,
) -> Vec<(Id, Option<AccessRole>)> {
    let (mut entries, mut seen) = (Vec::new(), BTreeSet::new());
    for (id, role) in written {
        let known = Uuid::try_parse(id);
        if known.as_ref().is_ok_and(|known| !seen.insert(*known)) {
            faults.push(fault(field, id, "is given twice"));
        }
        if known.is_err() {
            faults.push(fault(field, id, "is no UUID"));
        }
        let role = match role.as_str() {
            "" => Ok(None),
            word => word.parse().map(Some).map_err(|_| ()),
        };
        if role.is_err() {
            faults.push(fault(field, id, "must be given the role use, admin, or an empty one"));
        }
        if let (Ok(id), Ok(role)) = (known, role) {
            entries.push((id.into(), role));
        }
    }
    entries
}

fn fault(field: &str, id: &str, detail: &str) -> FieldFault {
    FieldFault { field: field.into(), detail: format!("{id:?} {detail}") }
}

/// Entries as the audit log shows them.
pub(super) fn words<Id: ToString>(entries: &[(Id, AccessRole)]) -> BTreeMap<String, String> {
    entries.iter().map(|(id, role)| (id.to_string(), role.as_str().to_owned())).collect()
}

/// The entries as they are with these changes.
pub(super) fn words_after<Id: ToString>(
    before: &[(Id, AccessRole)],
    changes: &[(Id, Option<AccessRole>)],
) -> BTreeMap<String, String> {
    let mut after = words(before);
    for (id, role) in changes {
        match role {
            Some(role) => after.insert(id.to_string(), role.as_str().to_owned()),
            None => after.remove(&id.to_string()),
        };
    }
    after
}

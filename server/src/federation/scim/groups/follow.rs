//! The group of the default organization follows what is said of it.

use burgrave_core::authorization::{Authorized, Automatic, Update};
use burgrave_core::ids::{GroupId, UserId};
use burgrave_core::scim::naming;
use burgrave_core::scim::patch::Reach;
use burgrave_core::scim::{ScimFault, ScimType};
use burgrave_store::{Change, GroupRecord, GroupSource, GroupUpdate, Inserted, NewGroup, ScimGroupRow, Tx};
use chrono::{DateTime, Utc};

use crate::application::command::{Diff, Entry};
use crate::fault::Fault;

/// The group here that has the name and isn't SCIM's yet, or a new one.
pub(super) async fn group(
    tx: &Tx,
    id: GroupId,
    display_name: &str,
    now: DateTime<Utc>,
) -> Result<GroupRecord, Fault> {
    let organization = tx.default_organization().await?;
    let organization =
        organization.ok_or_else(|| Fault::Internal("there is no default organization".into()))?.id;
    if let Some(found) = tx.group_by_name(organization, display_name).await?
        && !found.is_everyone()
        && tx.scim_group(found.id).await?.is_none()
    {
        return Ok(found);
    }
    for name in naming::group_names(display_name, id.into()) {
        if tx.group_by_name(organization, &name).await?.is_some() {
            continue;
        }
        let new = NewGroup {
            id,
            organization_id: organization,
            name,
            display_name: naming::group_display_name(display_name),
            avatar_url: String::new(),
            quota_allowance: 0,
            source: GroupSource::Oidc,
            now,
        };
        let new = Authorized::automatic(Automatic::Scim, new);
        if tx.insert_group(&new).await? == Inserted::Done {
            return known(tx, id).await;
        }
    }
    Err(Fault::Internal("no name was free for the group".into()))
}

/// Brings the group's name in line with what is written of it. Gives what changed. `is_named`: it was written
/// just now, so that another name that was given here goes.
pub(super) async fn name(
    tx: &Tx,
    group: &GroupRecord,
    row: &ScimGroupRow,
    is_named: bool,
) -> Result<Diff, Fault> {
    let display_name = naming::group_display_name(&row.display_name);
    let is_same = display_name == group.display_name
        && naming::is_group_name_of(&row.display_name, group.id.into(), &group.name);
    if !is_named || is_same {
        return Ok(Diff::default());
    }
    let group = Authorized::<Update, _>::automatic(Automatic::Scim, group.clone());
    let name = rename(tx, &group, &row.display_name, &display_name, row.now).await?;
    Ok(Diff::default().field("name", group.name.as_str(), name.as_str()).field(
        "display_name",
        group.display_name.as_str(),
        display_name.as_str(),
    ))
}

/// Brings those members of the group in line with its list that a change can touch. Gives what changed.
/// Whoever is no member of the organization is in the list only.
pub(super) async fn members(
    tx: &Tx,
    group: &GroupRecord,
    touched: &Reach,
    now: DateTime<Utc>,
) -> Result<Diff, Fault> {
    let only: Option<Vec<UserId>> = match touched {
        Reach::All => None,
        Reach::Named(keys) if keys.is_empty() => return Ok(Diff::default()),
        Reach::Named(keys) => Some(keys.iter().filter_map(|key| key.parse().ok()).collect()),
    };
    let removed = tx.scim_leavers(group.id, only.as_deref()).await?;
    let added = tx.scim_newcomers(group.id, group.organization_id, only.as_deref()).await?;
    let group = Authorized::<Update, _>::automatic(Automatic::Scim, group.clone());
    if !removed.is_empty() {
        tx.leave_scim_group(&group, &removed).await?;
    }
    if !added.is_empty() {
        tx.join_scim_group(&group, &added, now).await?;
    }
    Ok(Diff::default().field("members", texts(&removed), texts(&added)))
}

/// The new name, made from the new display name like the first one; a name that is taken stays away.
async fn rename(
    tx: &Tx,
    group: &Authorized<Update, GroupRecord>,
    display_name: &str,
    shown: &str,
    now: DateTime<Utc>,
) -> Result<String, Fault> {
    for name in naming::group_names(display_name, group.id.into()) {
        let update = GroupUpdate {
            id: group.id,
            organization_id: group.organization_id,
            name: name.clone(),
            display_name: shown.to_owned(),
            avatar_url: group.avatar_url.clone(),
            quota_allowance: group.quota_allowance,
            now,
        };
        if tx.update_group(group, &update).await? == Change::Done {
            return Ok(name);
        }
    }
    Err(Fault::Internal("no name was free for the group".into()))
}

/// A group that must exist.
pub(super) async fn known(tx: &Tx, id: GroupId) -> Result<GroupRecord, Fault> {
    tx.group_by_id(id).await?.ok_or_else(|| Fault::Internal("the group of a SCIM group is gone".into()))
}

fn texts(ids: &[UserId]) -> Vec<String> {
    ids.iter().map(UserId::to_string).collect()
}

/// Another group has the name.
pub(super) fn taken() -> Fault {
    ScimFault::new(ScimType::Uniqueness, "A group with this displayName exists already.").into()
}

/// The entry of a change.
pub(super) fn entry(group: &GroupRecord, diff: Diff) -> Entry {
    Entry::new(group.id, &group.name).within(group.organization_id).diff(diff)
}

//! A group as a caller sees it: with the members that they may read.

use burgrave_core::authorization::{Action, Object, Resource};
use burgrave_store::{GroupFilter, GroupRecord, Page, Reader, StoreError, UserRecord};
use uuid::Uuid;

use crate::application::{Caller, find};

/// A group and those of its members that the caller may read, by username.
#[derive(Debug, Clone)]
pub(crate) struct GroupView {
    /// The group.
    pub(crate) group: GroupRecord,
    /// The members that are shown.
    pub(crate) members: Vec<UserRecord>,
}

/// Whether the caller reads all members of an organization's groups, not only themselves.
pub(super) fn reads_members(caller: &Caller, organization: Uuid) -> bool {
    caller.may(Action::Read, &Object::within(Resource::GroupMember, organization))
}

/// Whether the caller may read their own being in a group of the organization.
pub(super) fn reads_themselves(caller: &Caller, organization: Uuid) -> bool {
    caller.may(Action::Read, &Object::group_member(organization, caller.user.id))
}

/// Whether the caller is in the group.
pub(super) async fn is_in(reader: &Reader, caller: &Caller, group: &GroupRecord) -> Result<bool, StoreError> {
    let subject = find::with_group(reader, &caller.subject, group).await?;
    let of_organization = subject.membership(group.organization_id).is_some();
    Ok(of_organization && (group.is_everyone() || subject.groups.contains(&group.id)))
}

/// One group; `hide_members` leaves its members out.
pub(super) async fn one(
    reader: &Reader,
    caller: &Caller,
    group: GroupRecord,
    hide_members: bool,
) -> Result<GroupView, StoreError> {
    let members = if hide_members {
        Vec::new()
    } else if reads_members(caller, group.organization_id) {
        reader.group_members(&group, &Page::default()).await?.rows
    } else if reads_themselves(caller, group.organization_id) && is_in(reader, caller, &group).await? {
        vec![caller.user.clone()]
    } else {
        Vec::new()
    };
    Ok(GroupView { group, members })
}

/// Several groups, in a number of queries that doesn't grow with them.
pub(super) async fn several(
    reader: &Reader,
    caller: &Caller,
    groups: Vec<GroupRecord>,
) -> Result<Vec<GroupView>, StoreError> {
    let (open, closed): (Vec<_>, Vec<_>) =
        groups.iter().partition(|group| reads_members(caller, group.organization_id));
    let open: Vec<Uuid> = open.iter().map(|group| group.id).collect();
    let mut placed = if open.is_empty() { Vec::new() } else { reader.members_of_groups(&open).await? };
    let own: Vec<Uuid> = closed
        .iter()
        .filter(|group| reads_themselves(caller, group.organization_id))
        .map(|group| group.id)
        .collect();
    if !own.is_empty() {
        let asked =
            GroupFilter { has_member: Some(caller.user.id), ids: Some(own), ..GroupFilter::default() };
        let mine = reader.groups(&asked).await?;
        placed.extend(mine.into_iter().map(|group| (group.id, caller.user.clone())));
    }
    let mut members = std::collections::HashMap::<Uuid, Vec<UserRecord>>::new();
    for (group, user) in placed {
        members.entry(group).or_default().push(user);
    }
    let view =
        |group: GroupRecord| GroupView { members: members.remove(&group.id).unwrap_or_default(), group };
    Ok(groups.into_iter().map(view).collect())
}

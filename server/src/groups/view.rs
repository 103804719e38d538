//! A group as a caller sees it: with the members that they may read.

use burgrave_core::authorization::{Action, Object, Resource};
use burgrave_store::{GroupRecord, Page, Reader, StoreError, UserRecord};
use uuid::Uuid;

use crate::application::Caller;

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
pub(super) fn is_in(caller: &Caller, group: &GroupRecord) -> bool {
    let of_organization = caller.subject.membership(group.organization_id).is_some();
    of_organization && (group.is_everyone() || caller.subject.groups.contains(&group.id))
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
    } else if reads_themselves(caller, group.organization_id) && is_in(caller, &group) {
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
    let own =
        closed.iter().filter(|group| reads_themselves(caller, group.organization_id) && is_in(caller, group));
    placed.extend(own.map(|group| (group.id, caller.user.clone())));
    let mut members = std::collections::HashMap::<Uuid, Vec<UserRecord>>::new();
    for (group, user) in placed {
        members.entry(group).or_default().push(user);
    }
    let view =
        |group: GroupRecord| GroupView { members: members.remove(&group.id).unwrap_or_default(), group };
    Ok(groups.into_iter().map(view).collect())
}

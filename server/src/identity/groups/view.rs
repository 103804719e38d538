//! A group as a caller sees it: with the members that they may read.

use burgrave_core::ids::GroupId;
use std::collections::HashMap;

use burgrave_core::authorization::{Action, Resource, Visible};
use burgrave_store::{GroupRecord, Reader, StoreError, UserFilter, UserRecord};

use crate::application::Caller;

/// A group and those of its members that the caller may read, by username.
#[derive(Debug, Clone)]
pub(crate) struct GroupView {
    /// The group.
    pub(crate) group: GroupRecord,
    /// How many members it has, for any caller.
    pub(crate) size: u64,
    /// The members that are shown.
    pub(crate) members: Vec<UserRecord>,
}

/// The members of groups that the caller may read.
pub(super) fn members_seen_by(caller: &Caller) -> Visible {
    caller.visible(Action::Read, Resource::GroupMember)
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
    } else {
        reader.group_members(&group, Some(&members_seen_by(caller)), &UserFilter::default()).await?.rows
    };
    let size = reader.group_sizes(&[group.id]).await?.get(&group.id).copied().unwrap_or_default();
    Ok(GroupView { group, size, members })
}

/// Several groups, in a number of queries that doesn't grow with them.
pub(crate) async fn several(
    reader: &Reader,
    caller: &Caller,
    groups: Vec<GroupRecord>,
) -> Result<Vec<GroupView>, StoreError> {
    let ids: Vec<GroupId> = groups.iter().map(|group| group.id).collect();
    let mut members = HashMap::<GroupId, Vec<UserRecord>>::new();
    for (group, user) in reader.members_of_groups(&ids, Some(&members_seen_by(caller))).await? {
        members.entry(group).or_default().push(user);
    }
    let sizes = reader.group_sizes(&ids).await?;
    let view = |group: GroupRecord| GroupView {
        size: sizes.get(&group.id).copied().unwrap_or_default(),
        members: members.remove(&group.id).unwrap_or_default(),
        group,
    };
    Ok(groups.into_iter().map(view).collect())
}

//! Pages of a group's members.

use burgrave_core::ids::UserId;
use std::sync::Arc;

use burgrave_store::{GroupFilter, GroupRecord, GroupsOf, Paged, Reader, UserFilter, UserRecord};

use super::get::{GroupReference, readable};
use super::view::members_seen_by;
use crate::application::{App, Caller};
use crate::fault::Fault;

/// A page of the members that the caller may read, by username, and how many match on all pages.
///
/// # Errors
/// `Hidden`; `UnknownFilter` for a cursor that is not in the list.
pub(crate) async fn page(
    app: &App,
    caller: Arc<Caller>,
    named: GroupReference,
    search: UserFilter,
) -> Result<Paged<UserRecord>, Fault> {
    app.store()
        .scan(move |reader| async move {
            let group = readable(&reader, &caller, &named).await?.into_inner();
            if let Some(after) = search.page.after {
                is_listed(&reader, &caller, &group, after).await?;
            }
            Ok(reader.group_members(&group, Some(&members_seen_by(&caller)), &search).await?)
        })
        .await
}

async fn is_listed(reader: &Reader, caller: &Caller, group: &GroupRecord, user: UserId) -> Result<(), Fault> {
    let has_member = Some(GroupsOf { user, visible: Some(members_seen_by(caller)) });
    let asked = GroupFilter { has_member, ids: Some(vec![group.id]), ..GroupFilter::default() };
    if !reader.groups(&asked).await?.is_empty() {
        return Ok(());
    }
    Err(Fault::unknown_filter("after_id", "must be the id of an entry of this list"))
}

//! Pages of a group's members.

use std::sync::Arc;

use burgrave_core::authorization::{Action, Object};
use burgrave_core::ids::UserId;
use burgrave_store::{GroupFilter, GroupRecord, Page, Paged, Reader, UserRecord};

use super::get::{Named, readable};
use super::view::members_seen_by;
use crate::application::{App, Caller};
use crate::fault::{Fault, FieldFault};

/// A page of the members that the caller may read, by username, and how many match on all pages.
///
/// # Errors
/// `Hidden`; `UnknownFilter` for a cursor that is not in the list.
pub(crate) async fn page(
    app: &App,
    caller: Arc<Caller>,
    named: Named,
    page: Page,
) -> Result<Paged<UserRecord>, Fault> {
    app.store()
        .scan(move |reader| async move {
            let group = readable(&reader, &caller, &named).await?.into_inner();
            if let Some(after) = page.after {
                is_listed(&reader, &caller, &group, after).await?;
            }
            Ok(reader.group_members(&group, Some(&members_seen_by(&caller)), &page).await?)
        })
        .await
}

async fn is_listed(reader: &Reader, caller: &Caller, group: &GroupRecord, user: UserId) -> Result<(), Fault> {
    let asked = GroupFilter { has_member: Some(user), ids: Some(vec![group.id]), ..GroupFilter::default() };
    let seen = caller.may(Action::Read, &Object::group_member(group.organization_id, user));
    if seen && !reader.groups(&asked).await?.is_empty() {
        return Ok(());
    }
    let detail = "must be the id of an entry of this list".into();
    Err(Fault::UnknownFilter(vec![FieldFault { field: "after_id".into(), detail }]))
}

//! Pages of a group's members.

use std::sync::Arc;

use burgrave_store::{GroupFilter, GroupRecord, Page, Paged, Reader, StoreError, UserRecord};
use uuid::Uuid;

use super::get::{Named, readable};
use super::view;
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
            let group = readable(&reader, &caller, &named).await?.into_inner().0;
            if view::reads_members(&caller, group.organization_id) {
                return whole(&reader, &group, &page).await;
            }
            own(&caller, &group, &page)
        })
        .await
}

async fn whole(reader: &Reader, group: &GroupRecord, page: &Page) -> Result<Paged<UserRecord>, Fault> {
    if let Some(after) = page.after
        && !holds(reader, group, after).await?
    {
        return Err(not_listed());
    }
    Ok(reader.group_members(group, page).await?)
}

async fn holds(reader: &Reader, group: &GroupRecord, user: Uuid) -> Result<bool, StoreError> {
    let asked = GroupFilter { has_member: Some(user), ids: Some(vec![group.id]), ..GroupFilter::default() };
    Ok(!reader.groups(&asked).await?.is_empty())
}

/// The list of somebody who sees only themselves: one row, or none.
fn own(caller: &Caller, group: &GroupRecord, page: &Page) -> Result<Paged<UserRecord>, Fault> {
    let listed = view::reads_themselves(caller, group.organization_id) && view::is_in(caller, group);
    if page.after.is_some_and(|after| !listed || after != caller.user.id) {
        return Err(not_listed());
    }
    let matches = listed && page.matches(&caller.user);
    let shown = matches && page.after.is_none() && page.offset == 0;
    Ok(Paged { rows: if shown { vec![caller.user.clone()] } else { Vec::new() }, count: u64::from(matches) })
}

fn not_listed() -> Fault {
    let detail = "must be the id of an entry of this list".into();
    Fault::UnknownFilter(vec![FieldFault { field: "after_id".into(), detail }])
}

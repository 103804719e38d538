//! Listing groups.

use burgrave_core::ids::GroupId;
use std::sync::Arc;

use burgrave_core::authorization::{Action, Read, Resource};
use burgrave_store::{GroupFilter, GroupsOf, Page, Reader};

use super::{GroupView, view};
use crate::application::{App, Caller, find};
use crate::fault::{Fault, FieldFault};

/// What narrows the list; all of it must match.
#[derive(Debug, Clone, Default)]
pub(crate) struct GroupSelection {
    /// Groups of the organization that this names.
    pub(crate) organization: Option<String>,
    /// Groups with the user that this names in them.
    pub(crate) has_member: Option<String>,
    /// Only these.
    pub(crate) ids: Option<Vec<GroupId>>,
}

/// The groups that the caller may read, by organization and name.
///
/// # Errors
/// `UnknownFilter` for an organization or a user that isn't there or can't be read.
pub(crate) async fn list(
    app: &App,
    caller: Arc<Caller>,
    wanted: GroupSelection,
) -> Result<Vec<GroupView>, Fault> {
    app.store()
        .scan(move |reader| async move {
            let filter = resolve(&reader, &caller, wanted).await?;
            listed(&reader, &caller, filter).await
        })
        .await
}

/// The same for the organization that `written` names.
///
/// # Errors
/// `Hidden` for the organization; the filters' as above.
pub(crate) async fn of_organization(
    app: &App,
    caller: Arc<Caller>,
    written: String,
    wanted: GroupSelection,
) -> Result<Vec<GroupView>, Fault> {
    app.store()
        .scan(move |reader| async move {
            let organization = find::organization::<Read>(&reader, &caller, &written, "read it").await?;
            let filter = resolve(&reader, &caller, wanted).await?;
            listed(&reader, &caller, GroupFilter { organization: Some(organization.id), ..filter }).await
        })
        .await
}

/// A page of the groups of the organization that `written` names, in the order of their names, and how many
/// match. `page.words` must each occur in the name or the display name.
///
/// # Errors
/// `Hidden` for the organization; `UnknownFilter` for a cursor that is not in the list.
pub(crate) async fn page(
    app: &App,
    caller: Arc<Caller>,
    written: String,
    page: Page<GroupId>,
) -> Result<(Vec<GroupView>, u64), Fault> {
    app.store()
        .scan(move |reader| async move {
            let organization = find::organization::<Read>(&reader, &caller, &written, "read it").await?;
            let filter = GroupFilter {
                organization: Some(organization.id),
                words: page.words.clone(),
                visible: Some(caller.visible(Action::Read, Resource::Group)),
                ..GroupFilter::default()
            };
            if let Some(after) = page.after {
                let only = GroupFilter { ids: Some(vec![after]), ..filter.clone() };
                if reader.groups(&only).await?.is_empty() {
                    return Err(Fault::unknown_filter("after_id", "must be the id of an entry of this list"));
                }
            }
            let found = reader.groups_page(&filter, &page).await?;
            Ok((view::several(&reader, &caller, found.rows).await?, found.count))
        })
        .await
}

async fn resolve(reader: &Reader, caller: &Caller, wanted: GroupSelection) -> Result<GroupFilter, Fault> {
    let mut filter = GroupFilter { ids: wanted.ids, ..GroupFilter::default() };
    let mut faults = Vec::new();
    if let Some(written) = wanted.organization {
        match find::organization::<Read>(reader, caller, &written, "read it").await {
            Ok(found) => filter.organization = Some(found.id),
            Err(Fault::Hidden) => {
                faults.push(("organization", "must be an existing organization's UUID or name"))
            }
            Err(other) => return Err(other),
        }
    }
    if let Some(written) = wanted.has_member {
        match find::user(reader, caller, &written).await {
            Ok(found) => {
                // The filter finds no member where the list of members hides them.
                let visible = Some(view::members_seen_by(caller));
                filter.has_member = Some(GroupsOf { user: found.id, visible });
            }
            Err(Fault::Hidden) => {
                faults.push(("has_member", "must be an existing user's UUID or username"));
            }
            Err(other) => return Err(other),
        }
    }
    let faults: Vec<_> = faults
        .into_iter()
        .map(|(field, detail)| FieldFault { field: field.into(), detail: detail.into() })
        .collect();
    if faults.is_empty() { Ok(filter) } else { Err(Fault::UnknownFilter(faults)) }
}

async fn listed(reader: &Reader, caller: &Caller, filter: GroupFilter) -> Result<Vec<GroupView>, Fault> {
    let filter = GroupFilter { visible: Some(caller.visible(Action::Read, Resource::Group)), ..filter };
    let mut groups = reader.groups(&filter).await?;
    // Organizations have unique names in any letter case.
    groups.sort_by_cached_key(|group| (group.organization_name.to_lowercase(), group.name.clone()));
    Ok(view::several(reader, caller, groups).await?)
}

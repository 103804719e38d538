//! Listing members.

use burgrave_core::ids::OrganizationId;
use std::sync::Arc;

use burgrave_core::authorization::{Action, Object, Read, Resource};
use burgrave_store::{CustomRoleRecord, MemberWithUser, Reader, UserFilter};

use crate::application::{App, Caller, find};
use crate::fault::Fault;

/// Members, and the roles of their organization's own that they may hold.
#[derive(Debug, Clone)]
pub(crate) struct Listed {
    /// The members, by username.
    pub(crate) members: Vec<MemberWithUser>,
    /// How many match, on all pages.
    pub(crate) count: u64,
    /// The custom roles of the organization.
    pub(crate) roles: Vec<CustomRoleRecord>,
}

/// The members of the organization that `written` names that match and that the caller may read, by username.
///
/// # Errors
/// `Hidden`.
pub(crate) async fn list(
    app: &App,
    caller: Arc<Caller>,
    written: String,
    search: UserFilter,
) -> Result<Listed, Fault> {
    app.store()
        .scan(move |reader| async move {
            let organization = find::organization::<Read>(&reader, &caller, &written, "read it").await?;
            listed(&reader, &caller, organization.id, &search).await
        })
        .await
}

/// A page of them, by username.
///
/// # Errors
/// `Hidden` also for those who may not read all members.
pub(crate) async fn page(
    app: &App,
    caller: Arc<Caller>,
    written: String,
    search: UserFilter,
) -> Result<Listed, Fault> {
    app.store()
        .scan(move |reader| async move {
            let organization = find::organization::<Read>(&reader, &caller, &written, "read it").await?;
            if !caller.may(Action::Read, &Object::within(Resource::OrganizationMember, organization.id)) {
                return Err(Fault::Hidden);
            }
            listed(&reader, &caller, organization.id, &search).await
        })
        .await
}

async fn listed(
    reader: &Reader,
    caller: &Caller,
    organization: OrganizationId,
    search: &UserFilter,
) -> Result<Listed, Fault> {
    let visible = caller.visible(Action::Read, Resource::OrganizationMember);
    let found = reader.members(organization, Some(&visible), search).await?;
    let roles = reader.custom_roles(organization).await?;
    Ok(Listed { members: found.rows, count: found.count, roles })
}

//! Listing members.

use std::sync::Arc;

use burgrave_core::authorization::{Action, Object, Read, Resource};
use burgrave_store::{MemberWithUser, Page, Paged};

use crate::application::{App, Caller, find};
use crate::fault::Fault;

/// The members of the organization that `written` names, by username: all of them for those who may read members,
/// otherwise the caller alone.
///
/// # Errors
/// `Hidden`.
pub(crate) async fn list(
    app: &App,
    caller: Arc<Caller>,
    written: String,
) -> Result<Vec<MemberWithUser>, Fault> {
    app.store()
        .scan(move |reader| async move {
            let organization = find::organization::<Read>(&reader, &caller, &written, "read it").await?;
            if caller.may(Action::Read, &Object::within(Resource::OrganizationMember, organization.id)) {
                return Ok(reader.members(organization.id, &Page::default()).await?.rows);
            }
            let own = Object::member(organization.id, caller.user.id);
            if !caller.may(Action::Read, &own) {
                return Ok(Vec::new());
            }
            Ok(reader.member(organization.id, caller.user.id).await?.into_iter().collect())
        })
        .await
}

/// A page of them, by username, and how many match on all pages.
///
/// # Errors
/// `Hidden` also for those who may not read all members.
pub(crate) async fn page(
    app: &App,
    caller: Arc<Caller>,
    written: String,
    page: Page,
) -> Result<Paged<MemberWithUser>, Fault> {
    app.store()
        .scan(move |reader| async move {
            let organization = find::organization::<Read>(&reader, &caller, &written, "read it").await?;
            if !caller.may(Action::Read, &Object::within(Resource::OrganizationMember, organization.id)) {
                return Err(Fault::Hidden);
            }
            Ok(reader.members(organization.id, &page).await?)
        })
        .await
}

//! The organizations that a user is a member of.

use std::sync::Arc;

use burgrave_core::authorization::{Action, Read, Resource};
use burgrave_store::{OrganizationFilter, OrganizationRecord};

use crate::application::{App, Caller, find};
use crate::fault::Fault;

/// Those of the user that `written` names, as far as the caller may read them, by name.
///
/// # Errors
/// `NoSuchUser`.
pub(crate) async fn list(
    app: &App,
    caller: Arc<Caller>,
    written: String,
) -> Result<Vec<OrganizationRecord>, Fault> {
    app.store()
        .scan(move |reader| async move {
            let user = find::user(&reader, &caller, &written).await?;
            let places = reader.memberships(user.id).await?.into_iter().map(|place| place.organization_id);
            let asked = OrganizationFilter {
                ids: Some(places.collect()),
                visible: Some(caller.visible(Action::Read, Resource::Organization)),
            };
            Ok(reader.organizations(&asked).await?)
        })
        .await
}

/// The one of them that `organization` names.
///
/// # Errors
/// `NoSuchUser`; `Hidden` also when the user is no member of it.
pub(crate) async fn get(
    app: &App,
    caller: Arc<Caller>,
    written: String,
    organization: String,
) -> Result<OrganizationRecord, Fault> {
    app.store()
        .read(move |reader| async move {
            let user = find::user(&reader, &caller, &written).await?;
            let found = find::organization::<Read>(&reader, &caller, &organization, "read it").await?;
            match reader.member(found.id, user.id).await? {
                Some(_) => Ok(found.into_inner().0),
                None => Err(Fault::Hidden),
            }
        })
        .await
}

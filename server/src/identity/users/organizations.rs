//! The organizations that a user is a member of.

use std::sync::Arc;

use burgrave_core::authorization::{Action, Object, Read, Resource};
use burgrave_store::{OrganizationFilter, OrganizationRecord};

use crate::application::{App, Caller, find};
use crate::fault::Fault;

/// Those of the user that `written` names, as far as the caller may read them: the default one first, then in
/// the order in which the user joined them. Callers get the names of their own organizations with any
/// credential.
///
/// # Errors
/// `Hidden`.
pub(crate) async fn list(
    app: &App,
    caller: Arc<Caller>,
    written: String,
) -> Result<Vec<OrganizationRecord>, Fault> {
    app.store()
        .scan(move |reader| async move {
            let user = find::any_user(&reader, &caller, &written).await?;
            let own = user.id == caller.user.id;
            if !own && !caller.may(Action::Read, &Object::user(user.id)) {
                return Err(Fault::Hidden);
            }
            let joined = reader.organization_ids_of(&[user.id]).await?;
            let joined: Vec<_> = joined.into_iter().map(|(_, organization)| organization).collect();
            let visible = caller.visible(Action::Read, Resource::Organization);
            let asked = OrganizationFilter { ids: Some(joined.clone()), visible: (!own).then_some(visible) };
            let mut found = reader.organizations(&asked).await?;
            found.sort_by_key(|one| joined.iter().position(|id| *id == one.id));
            Ok(found.into_iter().map(|one| as_far_as_readable(&caller, one)).collect())
        })
        .await
}

/// The whole organization for those who may read it, else its names.
fn as_far_as_readable(caller: &Caller, organization: OrganizationRecord) -> OrganizationRecord {
    if caller.may(Action::Read, &Object::organization(organization.id)) {
        return organization;
    }
    OrganizationRecord {
        icon: String::new(),
        description: String::new(),
        default_member_roles: Vec::new(),
        ..organization
    }
}

/// The one of them that `organization` names.
///
/// # Errors
/// `Hidden`, also when the user is no member of it.
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
                Some(_) => Ok(found.into_inner()),
                None => Err(Fault::Hidden),
            }
        })
        .await
}

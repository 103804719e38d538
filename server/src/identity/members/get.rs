//! Reading one member.

use std::sync::Arc;

use burgrave_core::authorization::Read;
use burgrave_store::{CustomRoleRecord, MemberWithUser};

use crate::application::{App, Caller, find};
use crate::fault::Fault;

/// The member that `user` names, and the custom roles of the organization.
///
/// # Errors
/// `Hidden` for the organization and for the member.
pub(crate) async fn get(
    app: &App,
    caller: Arc<Caller>,
    organization: String,
    user: String,
) -> Result<(MemberWithUser, Vec<CustomRoleRecord>), Fault> {
    app.store()
        .scan(move |reader| async move {
            let organization = find::organization::<Read>(&reader, &caller, &organization, "read it").await?;
            let member = find::member(&reader, &caller, organization.id, &user).await?;
            let roles = reader.custom_roles(organization.id).await?;
            Ok((member.into_inner(), roles))
        })
        .await
}

//! Deleting a custom role.

use burgrave_core::authorization::{Action, Object, Read, Refused, Resource};
use burgrave_store::Tx;

use super::{rules, save};
use crate::application::audit::{self, Changed, Diff};
use crate::application::{ActionContext, App, find};
use crate::fault::Fault;

/// Deletes a role of the organization that `written` names; its members lose it.
///
/// # Errors
/// `Hidden`, `Forbidden`; `BrokenRule` for a built-in role.
pub(crate) async fn delete(
    app: &App,
    context: ActionContext,
    written: String,
    role: String,
) -> Result<(), Fault> {
    app.store()
        .write(move |tx| {
            let (context, written, role) = (context.clone(), written.clone(), role.to_lowercase());
            async move { remove(&tx, &context, &written, &role).await }
        })
        .await
}

async fn remove(tx: &Tx, context: &ActionContext, written: &str, role: &str) -> Result<(), Fault> {
    let caller = context.caller.reload(tx).await?;
    let organization = find::organization::<Read>(tx, &caller, written, "read it").await?.id;
    if !caller.may(Action::Delete, &Object::within(Resource::AssignOrgRole, organization)) {
        return Err(Fault::refused(Refused::Forbidden, "delete roles of this organization"));
    }
    if rules::is_built_in(role) {
        return Err(Fault::rule(format!("Reserved role name: {role:?} is built in and can't be deleted.")));
    }
    let found = tx.custom_role(organization, role).await?.ok_or(Fault::Hidden)?;
    if !tx.delete_custom_role(organization, role, context.now).await? {
        return Err(Fault::Hidden);
    }
    let diff = Diff::default()
        .field("name", found.name.as_str(), "")
        .field("display_name", found.display_name.as_str(), "")
        .field("org_permissions", save::words(&found.permissions), Vec::<String>::new());
    let changed = Changed {
        resource: "custom_role",
        action: "delete",
        id: organization.into(),
        target: found.name.clone(),
        organization: Some(organization),
        diff,
        status: 204,
    };
    Ok(audit::record(tx, context, changed).await?)
}

//! The settings of the deployment: which organizations claims give. The permission is one of the site, asked for before.

use burgrave_core::authorization::{Action, Object, Resource};
use burgrave_core::idpsync::{self, OrganizationDefaults, OrganizationSync};
use burgrave_store::{OrganizationFilter, Reader, Tx};
use serde_json::json;
use uuid::Uuid;

use super::settings::Edit;
use super::stored;
use crate::application::audit::{self, Changed, Diff};
use crate::application::{ActionContext, App, Caller};
use crate::config::OidcSync;
use crate::fault::Fault;

/// The organization synchronization.
///
/// # Errors
/// Those of the store.
pub(crate) async fn get(app: &App) -> Result<OrganizationSync, Fault> {
    let defaults = app.settings().oidc_sync.clone();
    app.store().read(move |reader| async move { stored::organizations(&reader, &defaults).await }).await
}

/// Changes the organization synchronization, and gives what it is now.
///
/// # Errors
/// `Forbidden` for somebody who lost the permission meanwhile, or may not give by hand what the settings give.
pub(crate) async fn change(
    app: &App,
    context: ActionContext,
    edit: Edit<OrganizationSync>,
) -> Result<OrganizationSync, Fault> {
    let defaults = app.settings().oidc_sync.clone();
    app.store()
        .write(move |tx| {
            let (context, edit, defaults) = (context.clone(), edit.clone(), defaults.clone());
            async move { apply(&tx, &context, &edit, &defaults).await }
        })
        .await
}

async fn apply(
    tx: &Tx,
    context: &ActionContext,
    edit: &Edit<OrganizationSync>,
    defaults: &OidcSync,
) -> Result<OrganizationSync, Fault> {
    let caller = context.caller.reload(tx).await?;
    if !caller.may(Action::Update, &Object::site(Resource::IdpsyncSettings)) {
        let detail = "You do not have permission to change how this deployment uses claims.".into();
        return Err(Fault::Forbidden { detail });
    }
    let before = stored::organizations(tx, defaults).await?;
    let mut after = before.clone();
    edit(&mut after);
    permit(tx, &caller, &before, &after).await?;
    stored::keep_organizations(tx, &after, context.now).await?;
    let diff = Diff::default()
        .field("field", before.field.as_str(), after.field.as_str())
        .field("mapping", json!(before.mapping), json!(after.mapping))
        .field("organization_assign_default", before.assign_default, after.assign_default);
    let changed = Changed {
        resource: "idp_sync_settings_organization",
        action: "write",
        id: Uuid::nil(),
        target: "Organization Sync".into(),
        organization: None,
        diff,
        status: 200,
    };
    audit::record(tx, context, changed).await?;
    Ok(after)
}

/// Whether the caller may make and end by hand the memberships that the settings make and end.
async fn permit(
    reader: &Reader,
    caller: &Caller,
    before: &OrganizationSync,
    after: &OrganizationSync,
) -> Result<(), Fault> {
    let organizations = reader.organizations(&OrganizationFilter::default()).await?;
    let default = organizations.iter().find(|organization| organization.is_default);
    let default = default.ok_or_else(|| Fault::Internal("there is no default organization".into()))?.id;
    let known: Vec<_> = organizations
        .into_iter()
        .map(|found| OrganizationDefaults { id: found.id, default_roles: found.default_member_roles })
        .collect();
    let allowed = idpsync::may_set_organizations(&caller.subject, before, after, &known, default);
    allowed.map_err(stored::withheld)
}

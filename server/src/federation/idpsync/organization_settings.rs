//! The settings of the deployment: which organizations claims give. The permission is one of the site, asked
//! for before.

use std::sync::Arc;

use burgrave_api::operations;
use burgrave_core::authorization::{Action, Object, Resource};
use burgrave_core::idpsync::{self, MappingChange, OrganizationDefaults, OrganizationSync};
use burgrave_core::ids::OrganizationId;
use burgrave_store::{OrganizationFilter, Reader};
use serde_json::json;
use uuid::Uuid;

use super::stored;
use crate::application::command::{Audit, Command, CommandContext, Diff, Entry, Outcome};
use crate::application::{App, Caller};
use crate::config::OidcSync;
use crate::fault::Fault;
use crate::identity::governed;

/// The organization synchronization.
///
/// # Errors
/// Those of the store.
pub(crate) async fn get(app: &App) -> Result<OrganizationSync, Fault> {
    let defaults = app.settings().oidc_sync.clone();
    app.store().read(move |reader| async move { governed::organization_sync(&reader, &defaults).await }).await
}

/// What of the settings changes.
pub(crate) enum OrganizationChange {
    /// All of it.
    All(OrganizationSync),
    /// All but the mapping.
    Config {
        /// Name of the claim.
        field: String,
        /// Whether everybody is in the default organization as well.
        assign_default: bool,
    },
    /// Pairs of the mapping.
    Mapping(MappingChange<OrganizationId>),
}

/// Changes the organization synchronization, and gives what it is now.
pub(crate) struct ChangeOrganizationSync {
    /// What changes.
    pub(crate) change: OrganizationChange,
    /// What the operator decided.
    pub(crate) defaults: Arc<OidcSync>,
}

impl Command for ChangeOrganizationSync {
    type Actor = Arc<Caller>;
    type Output = OrganizationSync;

    fn audit(&self) -> Audit {
        match self.change {
            OrganizationChange::All(_) => operations::UPDATE_ORGANIZATION_SYNC.into(),
            OrganizationChange::Config { .. } => operations::UPDATE_ORGANIZATION_SYNC_CONFIG.into(),
            OrganizationChange::Mapping(_) => operations::UPDATE_ORGANIZATION_SYNC_MAPPING.into(),
        }
    }

    /// # Errors
    /// `Forbidden` for callers without the permission, or who may not assign what the settings assign.
    async fn run(&self, context: &CommandContext<Arc<Caller>>) -> Result<Outcome<OrganizationSync>, Fault> {
        let caller = context.caller();
        if !caller.may(Action::Update, &Object::site(Resource::IdpsyncSettings)) {
            let detail = "You do not have permission to change how this deployment uses claims.".into();
            return Err(Fault::Forbidden { detail });
        }
        let before = governed::organization_sync(context, &self.defaults).await?;
        let mut after = before.clone();
        match &self.change {
            OrganizationChange::All(all) => after.clone_from(all),
            OrganizationChange::Config { field, assign_default } => {
                after.field.clone_from(field);
                after.assign_default = *assign_default;
            }
            OrganizationChange::Mapping(change) => change.apply(&mut after.mapping),
        }
        permit(context, caller, &before, &after).await?;
        stored::keep_organizations(context, &after, context.now).await?;
        let diff = Diff::default()
            .field("field", before.field.as_str(), after.field.as_str())
            .field("mapping", json!(before.mapping), json!(after.mapping))
            .field("organization_assign_default", before.assign_default, after.assign_default);
        Ok(Outcome::changed(after, Entry::new(Uuid::nil(), "Organization Sync").diff(diff)))
    }
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

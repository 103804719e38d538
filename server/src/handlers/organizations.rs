//! Organizations.

use std::sync::Arc;

use burgrave_api::runtime::{ApiError, Cx};
use burgrave_api::{
    ApiMessage, CreateOrganizationRequest, Organization, OrganizationPath, Organizations,
    ShareableWorkspaceOwners, UpdateOrganizationRequest, UpdateWorkspaceSharingRequest,
    WorkspaceSharingSettings,
};
use burgrave_store::ShareableOwners;

use super::{requests, responses};
use crate::application::Caller;
use crate::fault::Fault;
use crate::identity::organizations::sharing::UpdateWorkspaceSharing;
use crate::identity::organizations::{
    CreateOrganization, DeleteOrganization, UpdateOrganization, get, list, sharing,
};
use crate::service::Service;

impl Organizations for Service {
    async fn list_organizations(&self, _: &Cx, caller: Arc<Caller>) -> Result<Vec<Organization>, ApiError> {
        let found = list::list(self, &caller).await?;
        Ok(found.into_iter().map(responses::organizations::organization).collect())
    }

    async fn create_organization(
        &self,
        cx: &Cx,
        caller: Arc<Caller>,
        body: CreateOrganizationRequest,
    ) -> Result<Organization, ApiError> {
        let command = CreateOrganization {
            name: body.name,
            display_name: body.display_name.value().unwrap_or_default(),
            description: body.description.value().unwrap_or_default(),
            icon: body.icon.value().unwrap_or_default(),
        };
        Ok(responses::organizations::organization(self.execute(command, caller, cx).await?))
    }

    async fn get_organization(
        &self,
        _: &Cx,
        caller: Arc<Caller>,
        params: OrganizationPath,
    ) -> Result<Organization, ApiError> {
        Ok(responses::organizations::organization(get::get(self, caller, params.organization).await?))
    }

    async fn update_organization(
        &self,
        cx: &Cx,
        caller: Arc<Caller>,
        params: OrganizationPath,
        body: UpdateOrganizationRequest,
    ) -> Result<Organization, ApiError> {
        let command = UpdateOrganization {
            organization: params.organization,
            name: requests::filter(body.name),
            display_name: requests::filter(body.display_name),
            description: body.description.value(),
            icon: body.icon.value(),
            default_member_roles: body.default_org_member_roles.value(),
        };
        Ok(responses::organizations::organization(self.execute(command, caller, cx).await?))
    }

    async fn get_workspace_sharing(
        &self,
        _: &Cx,
        caller: Arc<Caller>,
        params: OrganizationPath,
    ) -> Result<WorkspaceSharingSettings, ApiError> {
        Ok(responses::organizations::workspace_sharing(
            sharing::get(self, caller, params.organization).await?,
        ))
    }

    async fn update_workspace_sharing(
        &self,
        cx: &Cx,
        caller: Arc<Caller>,
        params: OrganizationPath,
        body: UpdateWorkspaceSharingRequest,
    ) -> Result<WorkspaceSharingSettings, ApiError> {
        let owners = shareable_owners(&body)?;
        let command = UpdateWorkspaceSharing { organization: params.organization, owners };
        self.execute(command, caller, cx).await?;
        Ok(responses::organizations::workspace_sharing(owners))
    }

    async fn delete_organization(
        &self,
        cx: &Cx,
        caller: Arc<Caller>,
        params: OrganizationPath,
    ) -> Result<ApiMessage, ApiError> {
        self.execute(DeleteOrganization { organization: params.organization }, caller, cx).await?;
        Ok(responses::report("Organization has been deleted."))
    }
}

/// The setting that a request means: without `shareable_workspace_owners`, sharing is for everyone unless it
/// is disabled.
fn shareable_owners(body: &UpdateWorkspaceSharingRequest) -> Result<ShareableOwners, Fault> {
    let disabled = body.sharing_disabled.value();
    let owners = body.shareable_workspace_owners.value().map(|owners| match owners {
        ShareableWorkspaceOwners::None => ShareableOwners::None,
        ShareableWorkspaceOwners::Everyone => ShareableOwners::Everyone,
        ShareableWorkspaceOwners::ServiceAccounts => ShareableOwners::ServiceAccounts,
    });
    match (disabled, owners) {
        (Some(true), Some(owners)) if owners != ShareableOwners::None => {
            let detail = "must be none, or left out, while sharing_disabled is true";
            Err(Fault::field("shareable_workspace_owners", detail))
        }
        (Some(false), Some(ShareableOwners::None)) => Err(Fault::field(
            "sharing_disabled",
            "must be true, or left out, while no workspaces are shareable",
        )),
        (_, Some(owners)) => Ok(owners),
        (Some(true), None) => Ok(ShareableOwners::None),
        (_, None) => Ok(ShareableOwners::Everyone),
    }
}

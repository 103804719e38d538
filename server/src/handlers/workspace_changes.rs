//! Creating workspaces, and changing their settings.

use std::sync::Arc;

use burgrave_api::runtime::{ApiError, Cx};
use burgrave_api::{
    ApiMessage, CreateWorkspaceRequest, ExtendWorkspaceRequest, OrganizationUserPath,
    UpdateWorkspaceAutomaticUpdatesRequest, UpdateWorkspaceAutostartRequest, UpdateWorkspaceDormancyAnswer,
    UpdateWorkspaceDormancyRequest, UpdateWorkspaceRequest, UpdateWorkspaceTtlRequest, UserPath, Workspace,
    WorkspaceChanges, WorkspacePath, WorkspaceUsageRequest,
};

use super::{requests, responses};
use crate::application::Caller;
use crate::provisioning::workspaces::{
    self, ExtendWorkspace, RenameWorkspace, SetAutomaticUpdates, SetAutostart, SetDormant, SetFavorite,
    SetTtl, UseWorkspace, WorkspaceReference,
};
use crate::service::Service;

impl WorkspaceChanges for Service {
    async fn create_user_workspace(
        &self,
        cx: &Cx,
        caller: Arc<Caller>,
        params: UserPath,
        body: CreateWorkspaceRequest,
    ) -> Result<Workspace, ApiError> {
        let new = requests::workspaces::new_workspace(None, params.user, body);
        Ok(responses::workspaces::workspace(
            workspaces::create(self, caller, requests::client(cx), new).await?,
            self.settings().workspace_renames,
        ))
    }

    async fn create_member_workspace(
        &self,
        cx: &Cx,
        caller: Arc<Caller>,
        params: OrganizationUserPath,
        body: CreateWorkspaceRequest,
    ) -> Result<Workspace, ApiError> {
        let new = requests::workspaces::new_workspace(Some(params.organization), params.user, body);
        Ok(responses::workspaces::workspace(
            workspaces::create(self, caller, requests::client(cx), new).await?,
            self.settings().workspace_renames,
        ))
    }

    async fn update_workspace(
        &self,
        cx: &Cx,
        caller: Arc<Caller>,
        params: WorkspacePath,
        body: UpdateWorkspaceRequest,
    ) -> Result<(), ApiError> {
        let allowed = self.settings().workspace_renames;
        let renamed = RenameWorkspace { workspace: params.workspace, name: body.name, allowed };
        Ok(self.execute(renamed, caller, cx).await?)
    }

    async fn update_workspace_autostart(
        &self,
        cx: &Cx,
        caller: Arc<Caller>,
        params: WorkspacePath,
        body: UpdateWorkspaceAutostartRequest,
    ) -> Result<(), ApiError> {
        let set = SetAutostart { workspace: params.workspace, schedule: body.schedule.value() };
        Ok(self.execute(set, caller, cx).await?)
    }

    async fn update_workspace_ttl(
        &self,
        cx: &Cx,
        caller: Arc<Caller>,
        params: WorkspacePath,
        body: UpdateWorkspaceTtlRequest,
    ) -> Result<(), ApiError> {
        let set = SetTtl { workspace: params.workspace, ttl: body.ttl_ms.value().unwrap_or(0) };
        Ok(self.execute(set, caller, cx).await?)
    }

    async fn extend_workspace(
        &self,
        cx: &Cx,
        caller: Arc<Caller>,
        params: WorkspacePath,
        body: ExtendWorkspaceRequest,
    ) -> Result<ApiMessage, ApiError> {
        let extended = ExtendWorkspace { workspace: params.workspace, deadline: body.deadline };
        self.execute(extended, caller, cx).await?;
        Ok(responses::report("The deadline has been moved."))
    }

    async fn update_workspace_dormancy(
        &self,
        cx: &Cx,
        caller: Arc<Caller>,
        params: WorkspacePath,
        body: UpdateWorkspaceDormancyRequest,
    ) -> Result<UpdateWorkspaceDormancyAnswer, ApiError> {
        let set = SetDormant { workspace: params.workspace, dormant: body.dormant };
        if !self.execute(set, caller.clone(), cx).await? {
            return Ok(UpdateWorkspaceDormancyAnswer::NotModified);
        }
        let reference = WorkspaceReference::Id(params.workspace);
        let found = workspaces::get(self, caller, reference, false).await?;
        Ok(UpdateWorkspaceDormancyAnswer::Ok(responses::workspaces::workspace(
            found,
            self.settings().workspace_renames,
        )))
    }

    async fn update_workspace_automatic_updates(
        &self,
        cx: &Cx,
        caller: Arc<Caller>,
        params: WorkspacePath,
        body: UpdateWorkspaceAutomaticUpdatesRequest,
    ) -> Result<(), ApiError> {
        let updates = requests::workspaces::updates(body.automatic_updates);
        let set = SetAutomaticUpdates { workspace: params.workspace, updates };
        Ok(self.execute(set, caller, cx).await?)
    }

    async fn favorite_workspace(
        &self,
        cx: &Cx,
        caller: Arc<Caller>,
        params: WorkspacePath,
    ) -> Result<(), ApiError> {
        let set = SetFavorite { workspace: params.workspace, favorite: true };
        Ok(self.execute(set, caller, cx).await?)
    }

    async fn unfavorite_workspace(
        &self,
        cx: &Cx,
        caller: Arc<Caller>,
        params: WorkspacePath,
    ) -> Result<(), ApiError> {
        let set = SetFavorite { workspace: params.workspace, favorite: false };
        Ok(self.execute(set, caller, cx).await?)
    }

    async fn post_workspace_usage(
        &self,
        cx: &Cx,
        caller: Arc<Caller>,
        params: WorkspacePath,
        body: Option<WorkspaceUsageRequest>,
    ) -> Result<(), ApiError> {
        let agent = body.and_then(|body| body.agent_id.value()).filter(|id| !id.is_nil());
        let used = UseWorkspace { workspace: params.workspace, agent };
        Ok(self.execute(used, caller, cx).await?)
    }
}

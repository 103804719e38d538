//! The owner of a workspace, and its access list.

use std::sync::Arc;

use burgrave_api::runtime::{ApiError, Cx};
use burgrave_api::{
    HandOverWorkspaceRequest, UpdateWorkspaceAcl, Workspace, WorkspaceAccess, WorkspaceAcl, WorkspacePath,
};

use super::responses;
use crate::application::Caller;
use crate::provisioning::quotas;
use crate::provisioning::workspaces::{
    self, ChangeWorkspaceAccess, ClearWorkspaceAccess, HandOver, WorkspaceReference,
};
use crate::service::Service;

impl WorkspaceAccess for Service {
    async fn hand_over_workspace(
        &self,
        cx: &Cx,
        caller: Arc<Caller>,
        params: WorkspacePath,
        body: HandOverWorkspaceRequest,
    ) -> Result<Workspace, ApiError> {
        let quotas = quotas::enforced(self);
        let handed = HandOver { workspace: params.workspace, owner: body.owner, quotas };
        self.execute(handed, caller.clone(), cx).await?;
        let reference = WorkspaceReference::Id(params.workspace);
        Ok(responses::workspaces::workspace(
            workspaces::get(self, caller, reference, false).await?,
            self.settings().workspace_renames,
        ))
    }

    async fn get_workspace_acl(
        &self,
        _: &Cx,
        caller: Arc<Caller>,
        params: WorkspacePath,
    ) -> Result<WorkspaceAcl, ApiError> {
        Ok(responses::workspace_access::access(workspaces::access(self, caller, params.workspace).await?))
    }

    async fn update_workspace_acl(
        &self,
        cx: &Cx,
        caller: Arc<Caller>,
        params: WorkspacePath,
        body: UpdateWorkspaceAcl,
    ) -> Result<(), ApiError> {
        let change = ChangeWorkspaceAccess {
            workspace: params.workspace,
            users: body.user_roles.value().unwrap_or_default(),
            groups: body.group_roles.value().unwrap_or_default(),
        };
        Ok(self.execute(change, caller, cx).await?)
    }

    async fn delete_workspace_acl(
        &self,
        cx: &Cx,
        caller: Arc<Caller>,
        params: WorkspacePath,
    ) -> Result<(), ApiError> {
        Ok(self.execute(ClearWorkspaceAccess { workspace: params.workspace }, caller, cx).await?)
    }
}

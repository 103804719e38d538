//! Workspaces.

use std::sync::Arc;

use burgrave_api::runtime::{ApiError, Cx};
use burgrave_api::{GetWorkspaceByNameParams, GetWorkspaceParams, Workspace, Workspaces};

use super::responses_workspaces as responses;
use crate::application::Caller;
use crate::provisioning::workspaces::{self, WorkspaceReference};
use crate::service::Service;

impl Workspaces for Service {
    async fn get_workspace(
        &self,
        _: &Cx,
        caller: Arc<Caller>,
        params: GetWorkspaceParams,
    ) -> Result<Workspace, ApiError> {
        let reference = WorkspaceReference::Id(params.workspace);
        let found = workspaces::get(self, caller, reference, params.include_deleted).await?;
        Ok(responses::workspace(found))
    }
    async fn get_workspace_by_name(
        &self,
        _: &Cx,
        caller: Arc<Caller>,
        params: GetWorkspaceByNameParams,
    ) -> Result<Workspace, ApiError> {
        let reference = WorkspaceReference::OfOwner(params.user, params.workspacename);
        let found = workspaces::get(self, caller, reference, params.include_deleted).await?;
        Ok(responses::workspace(found))
    }
}

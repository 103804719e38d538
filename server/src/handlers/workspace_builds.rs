//! Builds of workspaces.

use std::sync::Arc;

use burgrave_api::runtime::{ApiError, Cx};
use burgrave_api::{UserWorkspacenameBuildnumberPath, WorkspaceBuild, WorkspaceBuildPath, WorkspaceBuilds};

use super::responses_workspaces as responses;
use crate::application::Caller;
use crate::provisioning::builds;
use crate::service::Service;

impl WorkspaceBuilds for Service {
    async fn get_workspace_build(
        &self,
        _: &Cx,
        caller: Arc<Caller>,
        params: WorkspaceBuildPath,
    ) -> Result<WorkspaceBuild, ApiError> {
        Ok(responses::build(builds::get(self, caller, params.workspace_build).await?))
    }
    async fn get_workspace_build_by_number(
        &self,
        _: &Cx,
        caller: Arc<Caller>,
        params: UserWorkspacenameBuildnumberPath,
    ) -> Result<WorkspaceBuild, ApiError> {
        let UserWorkspacenameBuildnumberPath { user, workspacename, buildnumber } = params;
        let found = builds::by_number(self, caller, user, workspacename, buildnumber.into()).await?;
        Ok(responses::build(found))
    }
}

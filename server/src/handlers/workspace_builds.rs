//! Builds of workspaces.

use std::sync::Arc;

use burgrave_api::runtime::{ApiError, Cx};
use burgrave_api::{
    ApiMessage, CancelWorkspaceBuildParams, CreateWorkspaceBuildRequest, UpdateWorkspaceBuildStateRequest,
    UserWorkspacenameBuildnumberPath, WorkspaceBuild, WorkspaceBuildPath, WorkspaceBuilds, WorkspacePath,
};

use super::responses::report;
use super::{requests_workspaces as input, responses_workspaces as responses};
use crate::application::Caller;
use crate::provisioning::builds::{self, CancelBuild, ReplaceState};
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

    async fn create_workspace_build(
        &self,
        cx: &Cx,
        caller: Arc<Caller>,
        params: WorkspacePath,
        body: CreateWorkspaceBuildRequest,
    ) -> Result<WorkspaceBuild, ApiError> {
        let new = input::new_build(params.workspace, body, self.settings());
        let id = self.execute(new, caller.clone(), cx).await?;
        Ok(responses::build(builds::get(self, caller, id).await?))
    }

    async fn cancel_workspace_build(
        &self,
        cx: &Cx,
        caller: Arc<Caller>,
        params: CancelWorkspaceBuildParams,
    ) -> Result<ApiMessage, ApiError> {
        let expected = params.expect_status.map(input::expected);
        self.execute(CancelBuild { build: params.workspace_build, expected }, caller, cx).await?;
        Ok(report("The build is canceled, or will be when its daemon has stopped."))
    }

    async fn update_workspace_build_state(
        &self,
        cx: &Cx,
        caller: Arc<Caller>,
        params: WorkspaceBuildPath,
        body: UpdateWorkspaceBuildStateRequest,
    ) -> Result<(), ApiError> {
        let replaced = ReplaceState { build: params.workspace_build, state: body.state.to_vec() };
        Ok(self.execute(replaced, caller, cx).await?)
    }
}

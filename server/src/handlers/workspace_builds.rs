//! Builds of workspaces.

use std::sync::Arc;

use burgrave_api::runtime::{ApiError, Cx};
use burgrave_api::{
    ApiMessage, CancelWorkspaceBuildParams, CreateWorkspaceBuildRequest, GetTemplateVersionLogsFormat,
    GetWorkspaceBuildLogsParams, ListWorkspaceBuildsParams,
    SwitchingProtocolsOrListOkOrTextOkTextAnswer as LogAnswer, UpdateWorkspaceBuildStateRequest,
    UserWorkspacenameBuildnumberPath, WorkspaceBuild, WorkspaceBuildParameter, WorkspaceBuildPath,
    WorkspaceBuildTimings, WorkspaceBuilds, WorkspacePath, WorkspaceResource,
};
use burgrave_store::{BuildFilter, LogPage};
use bytes::Bytes;

use super::requests::job_logs::LogRequest;
use super::{requests, responses};
use crate::application::Caller;
use crate::provisioning::builds::{self, CancelBuild, ReplaceState};
use crate::provisioning::followed_logs::{self, LogOf};
use crate::service::Service;

impl WorkspaceBuilds for Service {
    async fn get_workspace_build(
        &self,
        _: &Cx,
        caller: Arc<Caller>,
        params: WorkspaceBuildPath,
    ) -> Result<WorkspaceBuild, ApiError> {
        Ok(responses::workspace_builds::build(builds::get(self, caller, params.workspace_build).await?))
    }

    async fn get_workspace_build_by_number(
        &self,
        _: &Cx,
        caller: Arc<Caller>,
        params: UserWorkspacenameBuildnumberPath,
    ) -> Result<WorkspaceBuild, ApiError> {
        let UserWorkspacenameBuildnumberPath { user, workspacename, buildnumber } = params;
        let found = builds::by_number(self, caller, user, workspacename, buildnumber.into()).await?;
        Ok(responses::workspace_builds::build(found))
    }

    async fn list_workspace_builds(
        &self,
        _: &Cx,
        caller: Arc<Caller>,
        params: ListWorkspaceBuildsParams,
    ) -> Result<Vec<WorkspaceBuild>, ApiError> {
        let page = requests::page(params.limit, params.offset, params.after_id);
        let since = params.since;
        let asked = BuildFilter { since, after: page.after, offset: page.offset, limit: page.limit };
        let found = builds::list(self, caller, params.workspace, asked).await?;
        Ok(found.into_iter().map(responses::workspace_builds::build).collect())
    }

    async fn list_workspace_build_parameters(
        &self,
        _: &Cx,
        caller: Arc<Caller>,
        params: WorkspaceBuildPath,
    ) -> Result<Vec<WorkspaceBuildParameter>, ApiError> {
        let found = builds::parameters(self, caller, params.workspace_build).await?;
        Ok(found.into_iter().map(responses::workspace_builds::parameter).collect())
    }

    async fn list_workspace_build_resources(
        &self,
        _: &Cx,
        caller: Arc<Caller>,
        params: WorkspaceBuildPath,
    ) -> Result<Vec<WorkspaceResource>, ApiError> {
        let found = builds::resources(self, caller, params.workspace_build).await?;
        Ok(found.into_iter().map(responses::resources::resource).collect())
    }

    async fn get_workspace_build_logs(
        &self,
        _: &Cx,
        caller: Arc<Caller>,
        params: GetWorkspaceBuildLogsParams,
    ) -> Result<LogAnswer, ApiError> {
        let build = params.workspace_build;
        let text = params.format == Some(GetTemplateVersionLogsFormat::Text);
        let page = LogPage { after: params.after, before: params.before, limit: 0 };
        Ok(match requests::job_logs::request(page, params.follow.as_deref(), text)? {
            LogRequest::Follow { after } => {
                let (of, write) = (LogOf::Build(build), responses::jobs::log_message);
                let upgrade = followed_logs::follow(self, self.tails(), caller, of, after, write).await?;
                LogAnswer::SwitchingProtocols(upgrade)
            }
            LogRequest::List(page) => {
                let lines = builds::logs(self, caller, build, page).await?;
                LogAnswer::Ok(lines.iter().map(responses::jobs::log).collect())
            }
            LogRequest::Text(page) => {
                let lines = builds::logs(self, caller, build, page).await?;
                LogAnswer::OkText(responses::jobs::log_text(&lines))
            }
        })
    }

    async fn get_workspace_build_state(
        &self,
        _: &Cx,
        caller: Arc<Caller>,
        params: WorkspaceBuildPath,
    ) -> Result<Bytes, ApiError> {
        Ok(builds::state(self, caller, params.workspace_build).await?.into())
    }

    async fn get_workspace_build_timings(
        &self,
        _: &Cx,
        caller: Arc<Caller>,
        params: WorkspaceBuildPath,
    ) -> Result<WorkspaceBuildTimings, ApiError> {
        Ok(responses::workspace_builds::timings(builds::timings(self, caller, params.workspace_build).await?))
    }

    async fn create_workspace_build(
        &self,
        cx: &Cx,
        caller: Arc<Caller>,
        params: WorkspacePath,
        body: CreateWorkspaceBuildRequest,
    ) -> Result<WorkspaceBuild, ApiError> {
        let new = requests::workspaces::new_build(params.workspace, body, self.settings());
        let begun = builds::create(self, caller, requests::client(cx), new).await?;
        Ok(responses::workspace_builds::build(begun))
    }

    async fn cancel_workspace_build(
        &self,
        cx: &Cx,
        caller: Arc<Caller>,
        params: CancelWorkspaceBuildParams,
    ) -> Result<ApiMessage, ApiError> {
        let expected = params.expect_status.map(requests::workspaces::expected);
        self.execute(CancelBuild { build: params.workspace_build, expected }, caller, cx).await?;
        Ok(responses::report("The build is canceled, or will be when its daemon has stopped."))
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

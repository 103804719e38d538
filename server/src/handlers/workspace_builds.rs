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

use super::requests_versions::Logs;
use super::responses::report;
use super::{requests, requests_versions, responses_provisioning, responses_resources};
use super::{requests_workspaces as input, responses_workspaces as responses};
use crate::application::Caller;
use crate::provisioning::builds::{self, CancelBuild, ReplaceState};
use crate::provisioning::jobs;
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

    async fn list_workspace_builds(
        &self,
        _: &Cx,
        caller: Arc<Caller>,
        params: ListWorkspaceBuildsParams,
    ) -> Result<Vec<WorkspaceBuild>, ApiError> {
        let page = requests::part(params.limit, params.offset, params.after_id);
        let since = params.since;
        let asked = BuildFilter { since, after: page.after, offset: page.offset, limit: page.limit };
        let found = builds::list(self, caller, params.workspace, asked).await?;
        Ok(found.into_iter().map(responses::build).collect())
    }

    async fn list_workspace_build_parameters(
        &self,
        _: &Cx,
        caller: Arc<Caller>,
        params: WorkspaceBuildPath,
    ) -> Result<Vec<WorkspaceBuildParameter>, ApiError> {
        let found = builds::parameters(self, caller, params.workspace_build).await?;
        Ok(found.into_iter().map(responses::parameter).collect())
    }

    async fn list_workspace_build_resources(
        &self,
        _: &Cx,
        caller: Arc<Caller>,
        params: WorkspaceBuildPath,
    ) -> Result<Vec<WorkspaceResource>, ApiError> {
        let found = builds::resources(self, caller, params.workspace_build).await?;
        Ok(found.into_iter().map(responses_resources::resource).collect())
    }

    async fn get_workspace_build_logs(
        &self,
        cx: &Cx,
        caller: Arc<Caller>,
        params: GetWorkspaceBuildLogsParams,
    ) -> Result<LogAnswer, ApiError> {
        let build = params.workspace_build;
        let text = params.format == Some(GetTemplateVersionLogsFormat::Text);
        let page = LogPage { after: params.after, before: params.before, limit: 0 };
        Ok(match requests_versions::log_of(page, params.follow.as_deref(), text)? {
            Logs::Follow { after } => {
                let job = builds::to_follow(self, caller, build).await?;
                let follower = self.tails().follow(self.store(), &cx.log, job, after);
                LogAnswer::SwitchingProtocols(jobs::follow(follower, responses_provisioning::log_message))
            }
            Logs::List(page) => {
                let lines = builds::logs(self, caller, build, page).await?;
                LogAnswer::Ok(lines.iter().map(responses_provisioning::log).collect())
            }
            Logs::Text(page) => {
                let lines = builds::logs(self, caller, build, page).await?;
                LogAnswer::OkText(responses_provisioning::log_text(&lines))
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
        Ok(responses::timings(builds::timings(self, caller, params.workspace_build).await?))
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

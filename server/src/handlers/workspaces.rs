//! Workspaces.

use std::sync::Arc;

use burgrave_api::runtime::{ApiError, Cx, Outgoing, Upgrade};
use burgrave_api::{
    GetWorkspaceByNameParams, GetWorkspaceParams, ListAutofillParametersParams, ListWorkspaceOwnersParams,
    ListWorkspacesParams, MinimalUser, ResolveAutostartResponse, WatchWorkspaceAnswer, Workspace,
    WorkspaceBuildParameter, WorkspaceBuildTimings, WorkspacePath, Workspaces, WorkspacesResponse,
};
use burgrave_store::Page;

use super::{requests, responses};
use crate::application::Caller;
use crate::identity::search;
use crate::provisioning::builds;
use crate::provisioning::workspaces::{self, Part, WorkspaceReference};
use crate::service::Service;

impl Workspaces for Service {
    async fn list_workspaces(
        &self,
        _: &Cx,
        caller: Arc<Caller>,
        params: ListWorkspacesParams,
    ) -> Result<WorkspacesResponse, ApiError> {
        let page = requests::page::<()>(params.limit, params.offset, None);
        let part = Part { offset: page.offset, limit: page.limit };
        let found = workspaces::list(self, caller, &params.q.unwrap_or_default(), part).await?;
        let renames = self.settings().workspace_renames;
        Ok(WorkspacesResponse {
            workspaces: found
                .workspaces
                .into_iter()
                .map(|one| responses::workspaces::workspace(one, renames))
                .collect(),
            count: i32::try_from(found.count).unwrap_or(i32::MAX),
        })
    }

    async fn get_workspace(
        &self,
        _: &Cx,
        caller: Arc<Caller>,
        params: GetWorkspaceParams,
    ) -> Result<Workspace, ApiError> {
        let reference = WorkspaceReference::Id(params.workspace);
        let found = workspaces::get(self, caller, reference, params.include_deleted).await?;
        Ok(responses::workspaces::workspace(found, self.settings().workspace_renames))
    }

    async fn get_workspace_by_name(
        &self,
        _: &Cx,
        caller: Arc<Caller>,
        params: GetWorkspaceByNameParams,
    ) -> Result<Workspace, ApiError> {
        let reference = WorkspaceReference::OfOwner(params.user, params.workspacename);
        let found = workspaces::get(self, caller, reference, params.include_deleted).await?;
        Ok(responses::workspaces::workspace(found, self.settings().workspace_renames))
    }

    async fn resolve_workspace_autostart(
        &self,
        _: &Cx,
        caller: Arc<Caller>,
        params: WorkspacePath,
    ) -> Result<ResolveAutostartResponse, ApiError> {
        let parameter_mismatch = workspaces::parameter_mismatch(self, caller, params.workspace).await?;
        Ok(ResolveAutostartResponse { parameter_mismatch })
    }

    async fn get_workspace_timings(
        &self,
        _: &Cx,
        caller: Arc<Caller>,
        params: WorkspacePath,
    ) -> Result<WorkspaceBuildTimings, ApiError> {
        Ok(responses::workspace_builds::timings(
            builds::latest_timings(self, caller, params.workspace).await?,
        ))
    }

    async fn watch_workspace(
        &self,
        _: &Cx,
        caller: Arc<Caller>,
        params: WorkspacePath,
    ) -> Result<WatchWorkspaceAnswer, ApiError> {
        let watcher = workspaces::watch(self, self.watches(), caller, params.workspace).await?;
        Ok(WatchWorkspaceAnswer::Ok {
            body: Outgoing::endless(responses::workspace_events::events(
                watcher,
                self.settings().workspace_renames,
            )),
            cache_control: "no-cache".into(),
            x_accel_buffering: "no".into(),
        })
    }

    async fn watch_workspace_by_web_socket(
        &self,
        _: &Cx,
        caller: Arc<Caller>,
        params: WorkspacePath,
    ) -> Result<Upgrade, ApiError> {
        let watcher = workspaces::watch(self, self.watches(), caller, params.workspace).await?;
        let renames = self.settings().workspace_renames;
        Ok(workspaces::follow(watcher, move |event| responses::workspace_events::message(event, renames)))
    }

    async fn list_autofill_parameters(
        &self,
        _: &Cx,
        caller: Arc<Caller>,
        params: ListAutofillParametersParams,
    ) -> Result<Vec<WorkspaceBuildParameter>, ApiError> {
        let found = workspaces::autofill(self, caller, params.user, params.template_id).await?;
        Ok(found.into_iter().map(responses::workspace_builds::parameter).collect())
    }

    async fn list_workspace_owners(
        &self,
        _: &Cx,
        caller: Arc<Caller>,
        params: ListWorkspaceOwnersParams,
    ) -> Result<Vec<MinimalUser>, ApiError> {
        let words = search::candidates(&params.q.unwrap_or_default())?;
        let page = Page { words, ..requests::page(params.limit, params.offset, None) };
        let place = (params.organization, params.user);
        let found = workspaces::owners(self, caller, place, page).await?;
        Ok(found.into_iter().map(responses::workspaces::owner).collect())
    }
}

//! What has changed of workspaces without a build.

use std::sync::Arc;

use burgrave_api::runtime::{ApiError, Cx};
use burgrave_api::{UpdateWorkspaceDriftBaselineRequest, WorkspaceDrift, WorkspaceDrifts, WorkspacePath};

use super::requests;
use super::responses::workspace_drift as responses;
use crate::application::Caller;
use crate::provisioning::drift::{self, SetBaseline};
use crate::service::Service;

impl WorkspaceDrifts for Service {
    async fn get_workspace_drift(
        &self,
        _: &Cx,
        caller: Arc<Caller>,
        params: WorkspacePath,
    ) -> Result<WorkspaceDrift, ApiError> {
        Ok(responses::drift(drift::get(self, caller, params.workspace).await?))
    }

    async fn check_workspace_drift(
        &self,
        cx: &Cx,
        caller: Arc<Caller>,
        params: WorkspacePath,
    ) -> Result<WorkspaceDrift, ApiError> {
        drift::check(self, caller.clone(), requests::client(cx), params.workspace).await?;
        Ok(responses::drift(drift::get(self, caller, params.workspace).await?))
    }

    async fn update_workspace_drift_baseline(
        &self,
        cx: &Cx,
        caller: Arc<Caller>,
        params: WorkspacePath,
        body: UpdateWorkspaceDriftBaselineRequest,
    ) -> Result<WorkspaceDrift, ApiError> {
        let ignored = body.ignore.unwrap_or_default();
        let set = SetBaseline { workspace: params.workspace, ignored };
        self.execute(set, caller.clone(), cx).await?;
        Ok(responses::drift(drift::get(self, caller, params.workspace).await?))
    }
}

//! Workspace proxies.

use std::sync::Arc;

use burgrave_api::runtime::{ApiError, Cx};
use burgrave_api::{
    ApiMessage, CreateWorkspaceProxyRequest, PatchWorkspaceProxy, UpdateWorkspaceProxyResponse,
    WorkspaceProxies, WorkspaceProxiesResponse, WorkspaceProxy, WorkspaceproxyPath,
};
use burgrave_core::proxies::ProxyToken;

use super::responses;
use crate::application::Caller;
use crate::proxies::{self, CreateProxy, DeleteProxy, UpdateProxy};
use crate::service::Service;

impl WorkspaceProxies for Service {
    async fn list_workspace_proxies(
        &self,
        _: &Cx,
        _: Arc<Caller>,
    ) -> Result<WorkspaceProxiesResponse, ApiError> {
        let all = proxies::list(self).await?;
        Ok(WorkspaceProxiesResponse { regions: all.into_iter().map(responses::proxies::proxy).collect() })
    }

    async fn create_workspace_proxy(
        &self,
        cx: &Cx,
        caller: Arc<Caller>,
        body: CreateWorkspaceProxyRequest,
    ) -> Result<UpdateWorkspaceProxyResponse, ApiError> {
        let token = ProxyToken::generate(self.entropy());
        let command = CreateProxy {
            name: body.name,
            display_name: body.display_name.value().unwrap_or_default(),
            icon: body.icon.value().unwrap_or_default(),
            token: token.clone(),
        };
        let made = self.execute(command, caller, cx).await?;
        Ok(responses::proxies::with_token(made, Some(token)))
    }

    async fn get_workspace_proxy(
        &self,
        _: &Cx,
        _: Arc<Caller>,
        params: WorkspaceproxyPath,
    ) -> Result<WorkspaceProxy, ApiError> {
        Ok(responses::proxies::proxy(proxies::get(self, params.workspaceproxy).await?))
    }

    async fn update_workspace_proxy(
        &self,
        cx: &Cx,
        caller: Arc<Caller>,
        params: WorkspaceproxyPath,
        body: PatchWorkspaceProxy,
    ) -> Result<UpdateWorkspaceProxyResponse, ApiError> {
        let regenerates = body.regenerate_token.value() == Some(true);
        let token = regenerates.then(|| ProxyToken::generate(self.entropy()));
        let command = UpdateProxy {
            proxy: params.workspaceproxy,
            id: body.id.value(),
            name: body.name.value().filter(|name| !name.is_empty()),
            display_name: body.display_name.value(),
            icon: body.icon.value(),
            token: token.clone(),
            deployment: self.settings().deployment_id,
        };
        let changed = self.execute(command, caller, cx).await?;
        Ok(responses::proxies::with_token(changed.view(self), token))
    }

    async fn delete_workspace_proxy(
        &self,
        cx: &Cx,
        caller: Arc<Caller>,
        params: WorkspaceproxyPath,
    ) -> Result<ApiMessage, ApiError> {
        let deployment = self.settings().deployment_id;
        self.execute(DeleteProxy { proxy: params.workspaceproxy, deployment }, caller, cx).await?;
        Ok(responses::report("Proxy has been deleted!"))
    }
}

//! What programs of workspace proxies say and ask.

use std::sync::Arc;

use burgrave_api::runtime::{ApiError, Cx};
use burgrave_api::{
    CryptoKeyFeature, CryptoKeysResponse, DeregisterWorkspaceProxyRequest, ListCryptoKeysParams,
    ProxyConnections, RegisterWorkspaceProxyRequest, RegisterWorkspaceProxyResponse,
    ReportWorkspaceAppStatsRequest,
};

use burgrave_core::proxies::CryptoFeature;

use super::responses;
use crate::proxies::{self, AppSession, Deregister, Program, Register, ReportAppStats};
use crate::service::Service;

impl ProxyConnections for Service {
    async fn register_workspace_proxy(
        &self,
        cx: &Cx,
        program: Arc<Program>,
        body: RegisterWorkspaceProxyRequest,
    ) -> Result<RegisterWorkspaceProxyResponse, ApiError> {
        let command = Register {
            url: body.access_url,
            wildcard_hostname: body.wildcard_hostname.value().unwrap_or_default(),
            derp_enabled: body.derp_enabled.value().unwrap_or_default(),
            derp_only: body.derp_only.value().unwrap_or_default(),
            replica: body.replica_id.into(),
            hostname: body.hostname.value().unwrap_or_default(),
            error: body.replica_error.value().unwrap_or_default(),
            relay_address: body.replica_relay_address.value().unwrap_or_default(),
            version: body.version.value().unwrap_or_default(),
        };
        let proxy = program.proxy();
        let registered = self.execute(command, program, cx).await?;
        proxies::check_soon(self, proxy);
        Ok(responses::proxies::registered(registered))
    }

    async fn list_crypto_keys(
        &self,
        _: &Cx,
        _: Arc<Program>,
        params: ListCryptoKeysParams,
    ) -> Result<CryptoKeysResponse, ApiError> {
        let feature = match params.feature {
            CryptoKeyFeature::WorkspaceAppsToken => CryptoFeature::WorkspaceAppsToken,
            CryptoKeyFeature::WorkspaceAppsApiKey => CryptoFeature::WorkspaceAppsApiKey,
        };
        let keys = proxies::crypto_keys(self, feature).await?;
        Ok(CryptoKeysResponse { crypto_keys: keys.into_iter().map(responses::proxies::crypto_key).collect() })
    }

    async fn deregister_workspace_proxy(
        &self,
        cx: &Cx,
        program: Arc<Program>,
        body: DeregisterWorkspaceProxyRequest,
    ) -> Result<(), ApiError> {
        Ok(self.execute(Deregister { replica: body.replica_id.into() }, program, cx).await?)
    }

    async fn report_workspace_app_stats(
        &self,
        cx: &Cx,
        program: Arc<Program>,
        body: ReportWorkspaceAppStatsRequest,
    ) -> Result<(), ApiError> {
        let sessions = body.stats.into_iter().map(|one| AppSession {
            workspace: one.workspace_id,
            agent: one.agent_id,
            began: one.session_started_at,
            ended: one.session_ended_at,
        });
        Ok(self.execute(ReportAppStats::new(sessions), program, cx).await?)
    }
}

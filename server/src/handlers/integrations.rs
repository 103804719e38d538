//! What other programs tell of workspaces.

use std::sync::Arc;

use burgrave_api::runtime::{ApiError, Cx};
use burgrave_api::{ApiMessage, GetXrayScanParams, Integrations, XrayScan, XrayScanRequest};

use super::responses;
use crate::application::Caller;
use crate::governance::xray::{self, KeepScan};
use crate::service::Service;

impl Integrations for Service {
    async fn get_xray_scan(
        &self,
        _: &Cx,
        caller: Arc<Caller>,
        params: GetXrayScanParams,
    ) -> Result<XrayScan, ApiError> {
        xray::is_there(self)?;
        let scan = xray::get(self, caller, params.workspace_id, params.agent_id).await?;
        let number = |number| i32::try_from(number).unwrap_or(i32::MAX);
        Ok(XrayScan {
            workspace_id: scan.workspace_id,
            agent_id: scan.agent_id,
            critical: number(scan.critical),
            high: number(scan.high),
            medium: number(scan.medium),
            results_url: scan.results_url,
        })
    }

    async fn post_xray_scan(
        &self,
        cx: &Cx,
        caller: Arc<Caller>,
        body: XrayScanRequest,
    ) -> Result<ApiMessage, ApiError> {
        xray::is_there(self)?;
        let keep = KeepScan {
            workspace: body.workspace_id,
            agent: body.agent_id,
            critical: body.critical.value().unwrap_or_default().into(),
            high: body.high.value().unwrap_or_default().into(),
            medium: body.medium.value().unwrap_or_default().into(),
            results_url: body.results_url.value().unwrap_or_default(),
        };
        self.execute(keep, caller, cx).await?;
        Ok(responses::report("Successfully inserted JFrog XRay scan!"))
    }
}

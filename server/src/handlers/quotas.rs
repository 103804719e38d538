//! Budgets of workspaces, and the ledger of their costs.

use std::sync::Arc;

use burgrave_api::runtime::{ApiError, Cx, Outgoing, StreamError};
use burgrave_api::{
    ExportQuotaLedgerParams, ListQuotaLedgerParams, ListQuotaSumsParams, OrganizationUserPath, QuotaLedger,
    QuotaPreview, QuotaPreviewRequest, QuotaSum, Quotas, UserPath, WorkspaceQuota,
};
use bytes::Bytes;
use futures::StreamExt;
use slog::Logger;

use super::{requests, responses};
use crate::application::Caller;
use crate::fault::Fault;
use crate::provisioning::quotas::{self, Holder};
use crate::service::Service;

/// The alias of the default organization.
const DEFAULT: &str = "default";

impl Quotas for Service {
    async fn get_workspace_quota(
        &self,
        _: &Cx,
        caller: Arc<Caller>,
        params: OrganizationUserPath,
    ) -> Result<WorkspaceQuota, ApiError> {
        let OrganizationUserPath { organization, user } = params;
        Ok(responses::quotas::quota(quotas::get(self, caller, Holder { organization, user }).await?))
    }

    async fn get_default_workspace_quota(
        &self,
        _: &Cx,
        caller: Arc<Caller>,
        params: UserPath,
    ) -> Result<WorkspaceQuota, ApiError> {
        let holder = Holder { organization: DEFAULT.into(), user: params.user };
        Ok(responses::quotas::quota(quotas::get(self, caller, holder).await?))
    }

    async fn preview_workspace_quota(
        &self,
        _: &Cx,
        caller: Arc<Caller>,
        params: OrganizationUserPath,
        body: QuotaPreviewRequest,
    ) -> Result<QuotaPreview, ApiError> {
        let asked = requests::quotas::preview(params, body);
        Ok(responses::quotas::preview(quotas::preview(self, caller, asked).await?))
    }

    async fn list_quota_ledger(
        &self,
        _: &Cx,
        caller: Arc<Caller>,
        params: ListQuotaLedgerParams,
    ) -> Result<QuotaLedger, ApiError> {
        let (search, page) = requests::quotas::page(params);
        Ok(responses::quotas::ledger(quotas::ledger(self, caller, search, page).await?))
    }

    async fn export_quota_ledger(
        &self,
        cx: &Cx,
        caller: Arc<Caller>,
        params: ExportQuotaLedgerParams,
    ) -> Result<Outgoing, ApiError> {
        let pieces = quotas::export(self, caller, requests::quotas::all(params)).await?;
        let log = cx.log.clone();
        let sent = move |piece: Result<String, Fault>| {
            piece.map(Bytes::from).map_err(|fault| interrupted(&log, &fault))
        };
        Ok(Outgoing::new(None, pieces.map(sent)))
    }

    async fn list_quota_sums(
        &self,
        _: &Cx,
        caller: Arc<Caller>,
        params: ListQuotaSumsParams,
    ) -> Result<Vec<QuotaSum>, ApiError> {
        let (search, by, part) = requests::quotas::sums(params);
        let found = quotas::sums(self, caller, search, by, part).await?;
        Ok(found.into_iter().map(|sum| responses::quotas::sum(by, sum)).collect())
    }
}

/// Logs why an export was cut off: the status has been sent already.
fn interrupted(log: &Logger, fault: &Fault) -> StreamError {
    slog::error!(log, "a ledger could not be sent to its end"; "cause" => format!("{fault:?}"));
    "the ledger can't be read on".into()
}

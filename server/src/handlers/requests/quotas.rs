//! Requests about quotas.

use burgrave_api::{
    ExportQuotaLedgerParams, ListQuotaLedgerParams, ListQuotaSumsParams, OrganizationUserPath,
    QuotaPreviewRequest, QuotaSumKey,
};
use burgrave_store::LedgerBy;

use super::filter;
use crate::provisioning::quotas::{Holder, LedgerPage, LedgerSearch, PreviewRequest};

/// The length of a page of entries or sums without `limit`.
const DEFAULT_LIMIT: u32 = 100;

/// A preview of the costs of a workspace.
pub(crate) fn preview(params: OrganizationUserPath, body: QuotaPreviewRequest) -> PreviewRequest {
    let OrganizationUserPath { organization, user } = params;
    let values = body.rich_parameter_values.value().unwrap_or_default();
    PreviewRequest {
        holder: Holder { organization, user },
        version: body.template_version_id,
        values: values.into_iter().map(|one| (one.name, one.value)).collect(),
        workspace: body.workspace_id.value().filter(|id| !id.is_nil()),
    }
}

/// A page of the ledger.
pub(crate) fn page(params: ListQuotaLedgerParams) -> (LedgerSearch, LedgerPage) {
    let page = LedgerPage { after: params.after_id, limit: limit(params.limit) };
    let ListQuotaLedgerParams { organization, user, template, from, until, .. } = params;
    (LedgerSearch { organization, user: filter(user), template, from, until }, page)
}

/// An export of the ledger.
pub(crate) fn all(params: ExportQuotaLedgerParams) -> LedgerSearch {
    let ExportQuotaLedgerParams { organization, user, template, from, until } = params;
    LedgerSearch { organization, user: filter(user), template, from, until }
}

/// Sums of costs: the search, the key, and the limit and offset of the page.
pub(crate) fn sums(params: ListQuotaSumsParams) -> (LedgerSearch, LedgerBy, (u32, u32)) {
    let part = (limit(params.limit), u32::try_from(params.offset).unwrap_or(0));
    let by = match params.by {
        QuotaSumKey::User => LedgerBy::Owner,
        QuotaSumKey::Group => LedgerBy::Group,
        QuotaSumKey::Template => LedgerBy::Template,
        QuotaSumKey::Month => LedgerBy::Month,
    };
    let ListQuotaSumsParams { organization, user, template, from, until, .. } = params;
    (LedgerSearch { organization, user: filter(user), template, from, until }, by, part)
}

/// The specification keeps it from being negative.
fn limit(limit: i32) -> u32 {
    u32::try_from(limit).ok().filter(|limit| *limit > 0).unwrap_or(DEFAULT_LIMIT)
}

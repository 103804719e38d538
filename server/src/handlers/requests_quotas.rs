//! What handlers of quotas take from their input.

use burgrave_api::{
    ExportQuotaLedgerParams, ListQuotaLedgerParams, ListQuotaSumsParams, OrganizationUserPath,
    QuotaPreviewRequest, QuotaSumKey,
};
use burgrave_store::LedgerBy;

use super::requests::filter;
use crate::provisioning::quotas::{Holder, LedgerPage, LedgerSearch, PreviewRequest};

/// Entries that a page has, and sums that a list has, where nothing is said.
const DEFAULT_LIMIT: u32 = 100;

/// A workspace that somebody thinks about.
pub(super) fn preview(params: OrganizationUserPath, body: QuotaPreviewRequest) -> PreviewRequest {
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
pub(super) fn page(params: ListQuotaLedgerParams) -> (LedgerSearch, LedgerPage) {
    let page = LedgerPage { after: params.after_id, limit: limit(params.limit) };
    let ListQuotaLedgerParams { organization, user, template, from, until, .. } = params;
    (LedgerSearch { organization, user: filter(user), template, from, until }, page)
}

/// All of the ledger.
pub(super) fn all(params: ExportQuotaLedgerParams) -> LedgerSearch {
    let ExportQuotaLedgerParams { organization, user, template, from, until } = params;
    LedgerSearch { organization, user: filter(user), template, from, until }
}

/// Sums: of what, by what, how many after how many.
pub(super) fn sums(params: ListQuotaSumsParams) -> (LedgerSearch, LedgerBy, (u32, u32)) {
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

//! The audit log.

use std::collections::BTreeMap;
use std::sync::Arc;

use burgrave_api::runtime::{ApiError, Cx};
use burgrave_api::{
    Audit, AuditDiffField, AuditLog, AuditLogResponse, ListAuditLogsParams, MinimalOrganization,
};
use burgrave_core::audit::sentence;
use burgrave_store::OrganizationRecord;
use serde_json::{Map, Value};

use super::responses;
use crate::application::Caller;
use crate::identity::audit::{EntryView, list};
use crate::service::Service;

/// The length of a page without `limit`.
const PAGE: u32 = 100;

impl Audit for Service {
    async fn list_audit_logs(
        &self,
        _: &Cx,
        caller: Arc<Caller>,
        params: ListAuditLogsParams,
    ) -> Result<AuditLogResponse, ApiError> {
        let wanted = list::AuditSearch {
            q: params.q.unwrap_or_default(),
            limit: u32::try_from(params.limit).ok().filter(|limit| *limit > 0).unwrap_or(PAGE),
            offset: u32::try_from(params.offset).unwrap_or(0),
            after: params.after_id,
        };
        let page = list::list(self, caller, wanted).await?;
        let audit_logs = page.rows.into_iter().map(entry).collect::<Result<_, _>>()?;
        Ok(AuditLogResponse {
            audit_logs,
            count: responses::int64(page.count),
            count_cap: i64::from(list::COUNT_CAP),
        })
    }
}

fn entry(of: EntryView) -> Result<AuditLog, ApiError> {
    let EntryView { entry, user, organization, icon, link, deleted } = of;
    let status = u16::try_from(entry.status_code).unwrap_or(0);
    Ok(AuditLog {
        description: sentence(&entry.resource_type, &entry.action, status),
        id: entry.id,
        request_id: entry.request_id,
        time: entry.time,
        organization_id: entry.organization_id.unwrap_or_default(),
        organization: organization.map(minimal),
        ip: entry.ip_address,
        user_agent: entry.user_agent,
        resource_type: entry.resource_type,
        resource_id: entry.resource_id,
        resource_target: entry.resource_target,
        resource_icon: icon,
        action: entry.action,
        diff: diff(&entry.diff)?,
        status_code: entry.status_code,
        additional_fields: serde_json::from_str(&entry.additional_fields).map_err(ApiError::internal)?,
        resource_link: link,
        is_deleted: deleted,
        user: user.map(responses::users::user),
    })
}

/// Additional fields, as they were recorded.
fn diff(written: &str) -> Result<BTreeMap<String, AuditDiffField>, ApiError> {
    let fields: Map<String, Value> = serde_json::from_str(written).map_err(ApiError::internal)?;
    let field = |(name, mut field): (String, Value)| {
        let mut take = |key| field.get_mut(key).map(Value::take);
        let secret = take("secret") == Some(Value::Bool(true));
        (name, AuditDiffField { old: take("old"), new: take("new"), secret })
    };
    Ok(fields.into_iter().map(field).collect())
}

fn minimal(of: OrganizationRecord) -> MinimalOrganization {
    MinimalOrganization { id: of.id, name: of.name, display_name: of.display_name, icon: of.icon }
}

//! The entry that is committed with each change: who did what, from where, and what was before and after.

use burgrave_core::ids::{OrganizationId, UserId};
use burgrave_store::{NewAuditEntry, StoreError, Tx};
use uuid::Uuid;

use super::AuditContext;
pub(crate) use super::command::Diff;

/// What was changed.
#[derive(Debug, Clone)]
pub(crate) struct Changed {
    /// The kind of object, as `x-audit` names it.
    pub(crate) resource: &'static str,
    /// What was done, as `x-audit` names it.
    pub(crate) action: &'static str,
    /// Its identity.
    pub(crate) id: Uuid,
    /// Its name for people.
    pub(crate) target: String,
    /// Where it is.
    pub(crate) organization: Option<OrganizationId>,
    /// Before and after.
    pub(crate) diff: Diff,
    /// The answer's status code.
    pub(crate) status: u16,
}

/// Writes an entry by hand: `actor` is whom it is put down to. A command leaves its entries by itself.
pub(crate) async fn write(
    tx: &Tx,
    audit_context: &AuditContext,
    actor: Option<UserId>,
    changed: Changed,
) -> Result<(), StoreError> {
    let entry = NewAuditEntry {
        id: audit_context.entry.into(),
        time: audit_context.now,
        user_id: actor,
        organization_id: changed.organization,
        resource_type: changed.resource.into(),
        resource_id: changed.id,
        resource_target: changed.target,
        action: changed.action.into(),
        diff: changed.diff.into_json().to_string(),
        status_code: changed.status,
        ip_address: audit_context.client.address.clone(),
        user_agent: audit_context.client.user_agent.clone(),
        request_id: audit_context.client.request_id,
        additional_fields: "{}".into(),
    };
    tx.insert_audit_entry(&entry).await
}

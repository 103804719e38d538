//! The entry that is committed with each change: who did what, from where, and what was before and after.

use burgrave_core::ids::{OrganizationId, UserId};
use burgrave_store::{NewAuditEntry, StoreError, Tx};
use serde_json::json;
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

/// Writes an entry by hand: `actor` is whom it is put down to.
pub(crate) async fn write(
    tx: &Tx,
    audit_context: &AuditContext,
    actor: Option<UserId>,
    changed: Changed,
) -> Result<(), StoreError> {
    insert(tx, audit_context, actor, changed, "{}".into()).await
}

/// What the server does by itself.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Subsystem {
    /// What the identity provider says of accounts and groups.
    Scim,
}

impl Subsystem {
    /// As entries name it.
    const fn as_str(self) -> &'static str {
        match self {
            Self::Scim => "scim",
        }
    }
}

/// Writes the entry of what a part of the server does by itself; `actor` is who gave rise to it.
pub(crate) async fn automatic(
    tx: &Tx,
    audit_context: &AuditContext,
    actor: Option<UserId>,
    subsystem: Subsystem,
    changed: Changed,
) -> Result<(), StoreError> {
    let fields = json!({"automatic_actor": "coder", "automatic_subsystem": subsystem.as_str()});
    insert(tx, audit_context, actor, changed, fields.to_string()).await
}

async fn insert(
    tx: &Tx,
    audit_context: &AuditContext,
    actor: Option<UserId>,
    changed: Changed,
    additional_fields: String,
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
        additional_fields,
    };
    tx.insert_audit_entry(&entry).await
}

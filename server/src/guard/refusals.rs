//! Audit entries of refused changes: who tried, and with what status it was refused.

use burgrave_api::AuditedOperation;
use burgrave_api::runtime::Cx;
use burgrave_core::ids::UserId;
use burgrave_store::{NewAuditEntry, StoreError};
use slog::warn;
use uuid::Uuid;

use super::concerned::{self, PathTarget};
use crate::application::command::log_entry;
use crate::application::{App, AuditContext};
use crate::federation::scim::bulk::RefusedPart;
use crate::identity::audit::words;
use crate::limits::LimitSubject;
use crate::service::Service;

/// A refused change.
pub(super) struct Refusal {
    /// The operation.
    pub(super) operation: AuditedOperation,
    /// The path of the request, which names the object.
    pub(super) target: String,
    /// The organization of the object, from the variables of the path.
    pub(super) place: PathTarget,
    /// The answer's status code.
    pub(super) status: u16,
}

/// Records the refused operations of a bulk request: the shim has seen only the request as a whole.
pub(crate) async fn record_parts(app: &Service, cx: &Cx, parts: Vec<RefusedPart>) {
    // The target of each is the path that the operation would have by itself.
    let base = cx.path.trim_end_matches('/').trim_end_matches("/Bulk");
    for part in parts {
        if !app.limits().records().admit(LimitSubject::IdentityProvider) {
            continue;
        }
        let refusal = Refusal {
            operation: part.operation,
            target: format!("{base}{}", part.path),
            place: PathTarget::Nowhere,
            status: part.status.as_u16(),
        };
        record(app, app.audit_context(cx.into()), None, refusal).await;
    }
}

/// Records a refusal. If that fails, it is logged, and the answer stays the same.
pub(super) async fn record(app: &App, audit_context: AuditContext, actor: Option<UserId>, refusal: Refusal) {
    let (place, request) = (refusal.place, audit_context.client.request_id);
    let entry = NewAuditEntry {
        id: audit_context.entry.into(),
        time: audit_context.now,
        user_id: actor,
        organization_id: None,
        resource_type: words::kind(refusal.operation.kind).as_str().into(),
        resource_id: Uuid::nil(),
        resource_target: refusal.target,
        action: words::action(refusal.operation.action).as_str().into(),
        diff: "{}".into(),
        status_code: refusal.status,
        ip_address: audit_context.client.address,
        user_agent: audit_context.client.user_agent,
        request_id: request,
        additional_fields: "{}".into(),
    };
    let kept: Result<(), StoreError> = app
        .store()
        .write(move |tx| {
            let (entry, place) = (entry.clone(), place.clone());
            async move {
                let organization_id = concerned::organization(&tx, &place).await?;
                tx.insert_audit_entry(&NewAuditEntry { organization_id, ..entry }).await
            }
        })
        .await;
    match kept {
        Ok(()) => log_entry(app.log(), refusal.operation, refusal.status),
        Err(error) => {
            warn!(app.log(), "a refusal could not be recorded"; "request" => %request, "cause" => %error);
        }
    }
}

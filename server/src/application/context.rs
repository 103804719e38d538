//! One change that somebody asks for: who, from where, and when. All of it is fixed before the transaction begins, so that
//! a transaction that is run again does the same.

use std::sync::Arc;

use burgrave_core::ids::RequestId;
use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::Caller;

/// Where a request came from.
#[derive(Debug, Clone)]
pub(crate) struct ClientInfo {
    /// Identity of the request, as its answer and the log name it.
    pub(crate) request_id: RequestId,
    /// Address of the client, behind trusted proxies.
    pub(crate) address: String,
    /// What the client says it is.
    pub(crate) user_agent: String,
}

impl ClientInfo {
    /// The server itself, for what nobody asked for: `what` says which part of it.
    pub(crate) fn server(what: &str) -> Self {
        Self {
            request_id: RequestId::nil(),
            address: String::new(),
            user_agent: format!("burgrave ({what})"),
        }
    }
}

/// A change that a caller asks for.
#[derive(Debug, Clone)]
pub(crate) struct ActionContext {
    /// Who asks.
    pub(crate) caller: Arc<Caller>,
    /// From where.
    pub(crate) client: ClientInfo,
    /// When: the time that is written everywhere.
    pub(crate) now: DateTime<Utc>,
    /// Identity of the audit entry.
    pub(crate) entry: Uuid,
}

/// The same where nobody is signed in yet: the first user, a login, a refusal.
#[derive(Debug, Clone)]
pub(crate) struct AuditContext {
    /// From where.
    pub(crate) client: ClientInfo,
    /// When.
    pub(crate) now: DateTime<Utc>,
    /// Identity of the audit entry.
    pub(crate) entry: Uuid,
}

impl From<&ActionContext> for AuditContext {
    fn from(context: &ActionContext) -> Self {
        Self { client: context.client.clone(), now: context.now, entry: context.entry }
    }
}

impl From<&AuditContext> for AuditContext {
    fn from(audit_context: &AuditContext) -> Self {
        audit_context.clone()
    }
}

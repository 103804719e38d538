//! From where and when something is asked for. All of it is fixed before the transaction begins, so that a
//! transaction that is run again does the same.

use burgrave_core::ids::RequestId;
use chrono::{DateTime, Utc};
use uuid::Uuid;

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
    /// The server itself, for automatic actions: `what` names the part of it.
    pub(crate) fn server(what: &str) -> Self {
        Self {
            request_id: RequestId::nil(),
            address: String::new(),
            user_agent: format!("burgrave ({what})"),
        }
    }
}

/// An action without a signed-in user: a login, a refusal, a SCIM request.
#[derive(Debug, Clone)]
pub(crate) struct AuditContext {
    /// From where.
    pub(crate) client: ClientInfo,
    /// When: the time that is written everywhere.
    pub(crate) now: DateTime<Utc>,
    /// Identity of the audit entry.
    pub(crate) entry: Uuid,
}

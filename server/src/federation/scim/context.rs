//! One change that an identity provider asks for. All of it is fixed before the transaction begins.

use burgrave_store::{StoreError, Tx};
use uuid::Uuid;

use crate::application::audit::{self, Changed, Subsystem};
use crate::application::{App, AuditContext, ClientInfo};

/// A change: from where, when, and what it may need to make.
#[derive(Debug, Clone)]
pub(crate) struct ScimContext {
    /// From where and when, and the identity of the audit entry.
    pub(crate) audit_context: AuditContext,
    /// Identity of what is made, if something is.
    pub(crate) id: Uuid,
    /// URL of the mount that was called.
    pub(crate) base: String,
    /// The versions that the resource must have, as `If-Match` names them.
    pub(crate) if_match: Option<String>,
}

impl ScimContext {
    /// A change, now.
    pub(crate) fn new(app: &App, client: ClientInfo, base: String, if_match: Option<String>) -> Self {
        Self { audit_context: app.audit_context(client), id: app.new_id(), base, if_match }
    }

    /// The next change of the same request.
    pub(crate) fn again(&self, app: &App, if_match: Option<String>) -> Self {
        Self::new(app, self.audit_context.client.clone(), self.base.clone(), if_match)
    }

    /// Writes the entry of the change, in its transaction. Nobody is signed in: the server does it by itself.
    pub(crate) async fn record(&self, tx: &Tx, changed: Changed) -> Result<(), StoreError> {
        audit::automatic(tx, &self.audit_context, None, Subsystem::Scim, changed).await
    }
}

/// The URL of the mount that a path lies under.
pub(crate) fn base(app: &App, path: &str) -> String {
    let mount = if path.starts_with("/api/") { "/api/v2/scim/v2" } else { "/scim/v2" };
    format!("{}{mount}", app.settings().access_url())
}

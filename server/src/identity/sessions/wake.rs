//! A dormant user is active again as soon as they are here.

use burgrave_store::{StoreError, Tx, UserRecord, UserStatus};

use crate::application::audit::{self, Diff, Subsystem};
use crate::application::{AuditContext, derived};
use crate::identity::users;

/// Makes the user active if they are dormant, and leaves the entry of that beside the one that the audit_context may be for.
pub(crate) async fn wake(tx: &Tx, audit_context: &AuditContext, user: &UserRecord) -> Result<(), StoreError> {
    if user.status != UserStatus::Dormant {
        return Ok(());
    }
    tx.set_user_status(user.id, UserStatus::Active, audit_context.now).await?;
    let diff = Diff::default().field("status", user.status.as_str(), UserStatus::Active.as_str());
    let changed = users::written(user.id, &user.username, diff, 200);
    let audit_context =
        AuditContext { entry: derived::id(audit_context.entry, &["wake"]), ..audit_context.clone() };
    audit::automatic(tx, &audit_context, Some(user.id), Subsystem::Dormancy, changed).await
}

//! A dormant user is active again as soon as they are here.

use burgrave_api::operations;
use burgrave_store::{StoreError, Tx, UserRecord, UserStatus};
use chrono::{DateTime, Utc};

use crate::application::audit::{self, Changed, Subsystem};
use crate::application::command::{Automatic, Diff, Entry};
use crate::application::{AuditContext, derived};

/// Makes the user active if they are dormant. Gives the entry of that, which stands beside the command's own.
pub(crate) async fn activate(
    tx: &Tx,
    user: &UserRecord,
    now: DateTime<Utc>,
) -> Result<Option<Entry>, StoreError> {
    if user.status != UserStatus::Dormant {
        return Ok(None);
    }
    tx.set_user_status(user.id, UserStatus::Active, now).await?;
    let entry = Entry::new(user.id, &user.username).diff(diff(user)).by(user.id);
    Ok(Some(entry.of_operation(operations::ACTIVATE_USER).automatic(Automatic::Dormancy)))
}

/// The same for changes that write their entries themselves.
pub(crate) async fn wake(tx: &Tx, audit_context: &AuditContext, user: &UserRecord) -> Result<(), StoreError> {
    if user.status != UserStatus::Dormant {
        return Ok(());
    }
    tx.set_user_status(user.id, UserStatus::Active, audit_context.now).await?;
    let audited = operations::ACTIVATE_USER;
    let changed = Changed {
        resource: audited.kind.as_str(),
        action: audited.action.as_str(),
        id: user.id.into(),
        target: user.username.clone(),
        organization: None,
        diff: diff(user),
        status: audited.status,
    };
    let audit_context =
        AuditContext { entry: derived::id(audit_context.entry, &["wake"]), ..audit_context.clone() };
    audit::automatic(tx, &audit_context, Some(user.id), Subsystem::Dormancy, changed).await
}

fn diff(user: &UserRecord) -> Diff {
    Diff::default().field("status", user.status.as_str(), UserStatus::Active.as_str())
}

//! A dormant user is active again as soon as they are here.

use burgrave_api::operations;
use burgrave_core::authorization::{Authorized, Automatic as Reason};
use burgrave_store::{StoreError, Tx, UserRecord, UserStatus};
use chrono::{DateTime, Utc};

use crate::application::command::{Automatic, Diff, Entry};

/// Makes the user active if they are dormant. Gives the entry of that, which stands beside the command's own.
pub(crate) async fn activate(
    tx: &Tx,
    user: &UserRecord,
    now: DateTime<Utc>,
) -> Result<Option<Entry>, StoreError> {
    if user.status != UserStatus::Dormant {
        return Ok(None);
    }
    let dormant = Authorized::automatic(Reason::Dormancy, user.clone());
    tx.set_user_status(&dormant, UserStatus::Active, now).await?;
    let diff = Diff::default().field("status", user.status.as_str(), UserStatus::Active.as_str());
    let entry = Entry::new(user.id, &user.username).diff(diff).by(user.id);
    Ok(Some(entry.of_operation(operations::ACTIVATE_USER).automatic(Automatic::Dormancy)))
}

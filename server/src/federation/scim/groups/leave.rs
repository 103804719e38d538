//! A user who is gone for SCIM is in none of its groups.

use burgrave_core::ids::UserId;
use burgrave_store::Tx;
use chrono::{DateTime, Utc};

use crate::fault::Fault;

/// Takes a user out of every group that lists them.
pub(in crate::federation::scim) async fn leave_all(
    tx: &Tx,
    user: UserId,
    now: DateTime<Utc>,
) -> Result<(), Fault> {
    for group in tx.leave_scim_groups(user, now).await? {
        tx.delete_group_member(group, user).await?;
    }
    Ok(())
}

//! A user who is deleted by SCIM leaves all of its groups.

use burgrave_core::authorization::{Authorized, Automatic};
use burgrave_core::ids::UserId;
use burgrave_store::Tx;
use chrono::{DateTime, Utc};

use super::follow;
use crate::fault::Fault;

/// Takes a user out of every group that lists them.
pub(in crate::federation::scim) async fn leave_all(
    tx: &Tx,
    user: UserId,
    now: DateTime<Utc>,
) -> Result<(), Fault> {
    for group in tx.leave_scim_groups(user, now).await? {
        let group = Authorized::automatic(Automatic::Scim, follow::known(tx, group).await?);
        tx.delete_group_member(&group, user).await?;
    }
    Ok(())
}

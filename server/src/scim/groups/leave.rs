//! A user who is gone for SCIM is in none of its groups.

use burgrave_store::Tx;
use chrono::{DateTime, Utc};
use serde_json::Value;
use uuid::Uuid;

use super::{row, view};
use crate::fault::Fault;

/// Takes a user out of every group that lists them.
pub(in crate::scim) async fn leave_all(tx: &Tx, user: Uuid, now: DateTime<Utc>) -> Result<(), Fault> {
    let member = user.to_string();
    for (_, group, _) in tx.scim_groups_listing(std::slice::from_ref(&member)).await? {
        let Some(record) = tx.scim_group(group).await? else { continue };
        let mut document = view::kept(&record).document()?;
        if let Some(Value::Array(members)) = document.get_mut("members") {
            members.retain(|entry| entry["value"] != member.as_str());
            if members.is_empty() {
                document.shift_remove("members");
            }
        }
        tx.update_scim_group(&row::row(group, &document, now)).await?;
        tx.delete_group_member(group, user).await?;
    }
    Ok(())
}

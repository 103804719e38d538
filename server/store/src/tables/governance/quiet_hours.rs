//! When the quiet hours of a user begin.

use crate::{Reader, StoreError, Tx, UserRecord};
use burgrave_core::authorization::{Authorized, UpdatePersonal};
use burgrave_core::ids::UserId;
use chrono::{DateTime, Utc};

impl Reader {
    /// The schedule that the user has set; empty where they have set none, and for an unknown user.
    pub async fn quiet_hours(&self, user: UserId) -> Result<String, StoreError> {
        let sql = "SELECT u.quiet_hours FROM users u WHERE u.id = ?1";
        let found: Option<(String,)> = self.find(sql, &[user.into()]).await?;
        Ok(found.map(|(schedule,)| schedule).unwrap_or_default())
    }
}

impl Tx {
    /// Sets the schedule of a user; false when there is no such user.
    pub async fn set_quiet_hours(
        &self,
        user: &Authorized<UpdatePersonal, UserRecord>,
        schedule: &str,
        now: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        let sql = "UPDATE users SET quiet_hours = ?2, updated_at = ?3 WHERE id = ?1 AND deleted_at IS NULL";
        Ok(self.execute(sql, &[user.id.into(), schedule.into(), now.into()]).await? > 0)
    }
}

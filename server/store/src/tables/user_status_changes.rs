//! When users came into a status and left it, so that it can be told how many had it earlier: how many have
//! it now, without what has changed since.

use crate::row::{FromRow, Row};
use crate::table::table;
use crate::{Reader, StoreError, Tx, UserStatus};
use burgrave_core::ids::UserId;
use chrono::{DateTime, Utc};

table! {
    USER_STATUS_CHANGES = "user_status_changes" as "h";
    other {
        changed_at: DateTime<Utc>,
        user_id: UserId,
        old_status: Option<UserStatus>,
        new_status: Option<UserStatus>,
    }
}

/// Microseconds of a quarter of an hour: days of every time zone begin at one.
const QUARTER: i64 = 15 * 60 * 1_000_000;

/// How many users went from one status into another within a quarter of an hour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StatusChanges {
    /// When it began.
    pub from: DateTime<Utc>,
    /// What they had before; none for those who were made.
    pub old: Option<UserStatus>,
    /// What they have since; none for those who were deleted.
    pub new: Option<UserStatus>,
    /// How many.
    pub users: i64,
}

impl StatusChanges {
    /// By how many there were more who had a status.
    #[must_use]
    pub fn gained(&self, status: UserStatus) -> i64 {
        let counted = |side: Option<UserStatus>| if side == Some(status) { self.users } else { 0 };
        counted(self.new) - counted(self.old)
    }
}

impl FromRow for StatusChanges {
    fn from_row(row: &mut Row<'_>) -> Result<Self, StoreError> {
        Ok(Self { from: row.next()?, old: row.next()?, new: row.next()?, users: row.next()? })
    }
}

impl Reader {
    /// What has changed since then, in order: at most 16 rows for each quarter of an hour. Looks at an
    /// index entry for each change, and at none of before.
    pub async fn status_changes(&self, since: DateTime<Utc>) -> Result<Vec<StatusChanges>, StoreError> {
        let sql = "SELECT h.changed_at / ?2 * ?2, h.old_status, h.new_status, count(*) \
                   FROM user_status_changes h WHERE h.changed_at >= ?1 GROUP BY 1, 2, 3 ORDER BY 1";
        self.fetch(sql, &[since.into(), QUARTER.into()]).await
    }
}

impl Tx {
    /// Every change of a user's status comes by here: counts and history follow it. Somebody new comes from
    /// none, and who is deleted goes to none.
    pub(crate) async fn change_status(
        &self,
        id: UserId,
        (old, new): (Option<UserStatus>, Option<UserStatus>),
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        if let Some(old) = old {
            self.count_user(id, old, -1).await?;
        }
        if let Some(new) = new {
            self.count_user(id, new, 1).await?;
        }
        let sql = "INSERT INTO user_status_changes (changed_at, user_id, old_status, new_status) \
                   VALUES (?1, ?2, ?3, ?4) \
                   ON CONFLICT (changed_at, user_id) DO UPDATE SET new_status = excluded.new_status";
        let [old, new] = [old, new].map(|status| status.map(UserStatus::as_str));
        self.execute(sql, &[now.into(), id.into(), old.into(), new.into()]).await.map(|_| ())
    }
}

//! Who refreshes the provider's tokens of a user: one replica at a time.

use crate::table::table;
use crate::{Reader, StoreError, Tx};
use burgrave_core::ids::UserId;
use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

table! {
    REFRESH_TURNS = "refresh_turns" as "t";

    write
    /// Who has the turn from now on.
    struct NewTurn {
        key { user_id: UserId }
        columns { holder: Uuid, held_until: DateTime<Utc> }
    }
}

impl Reader {
    /// Whether the turn is taken.
    pub async fn refresh_turn_is_taken(&self, user: UserId, now: DateTime<Utc>) -> Result<bool, StoreError> {
        let sql = "SELECT t.held_until FROM refresh_turns t WHERE t.user_id = ?1";
        let found: Option<(DateTime<Utc>,)> = self.find(sql, &[user.into()]).await?;
        Ok(found.is_some_and(|(held_until,)| held_until > now))
    }
}

impl Tx {
    /// Takes the turn for this long; false while another has it. A row that says more than the clocks of two
    /// replicas can differ was written by one that was wrong.
    pub async fn take_refresh_turn(
        &self,
        user: UserId,
        holder: Uuid,
        now: DateTime<Utc>,
        limit: TimeDelta,
    ) -> Result<bool, StoreError> {
        let sql = "SELECT t.held_until FROM refresh_turns t WHERE t.user_id = ?1";
        let found: Option<(DateTime<Utc>,)> = self.find(sql, &[user.into()]).await?;
        if found.is_some_and(|(held_until,)| held_until > now && held_until <= now + limit * 2) {
            return Ok(false);
        }
        self.put(&NewTurn { user_id: user, holder, held_until: now + limit }).await?;
        Ok(true)
    }

    /// Gives the turn back, unless another has taken it over meanwhile.
    pub async fn end_refresh_turn(&self, user: UserId, holder: Uuid) -> Result<(), StoreError> {
        let sql = "DELETE FROM refresh_turns WHERE user_id = ?1 AND holder = ?2";
        self.execute(sql, &[user.into(), holder.into()]).await.map(|_| ())
    }
}

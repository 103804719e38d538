//! How far each receiver of the audit log has got. One replica at a time sends to it.

use crate::table::table;
use crate::{Reader, StoreError, Tx};
use burgrave_core::ids::ReplicaId;
use chrono::{DateTime, TimeDelta, Utc};

table! {
    AUDIT_RECEIVERS = "audit_receivers" as "r";

    write
    /// A receiver that has got nothing yet.
    struct NewReceiver {
        key { name: String }
        columns { sequence: i64, holder: ReplicaId, held_until: DateTime<Utc> }
    }
}

/// A replica that sends to a receiver.
#[derive(Debug, Clone, Copy)]
#[allow(missing_docs, reason = "the names say it")]
pub struct ReceiverHold {
    pub receiver: &'static str,
    pub holder: ReplicaId,
    pub now: DateTime<Utc>,
    /// From when on it counts as dead, unless it says something before.
    pub until: DateTime<Utc>,
}

/// Holds are never longer: one that is was written by a clock that was wrong.
const LONGEST: TimeDelta = TimeDelta::minutes(10);

impl Reader {
    /// The place up to which a receiver has got the chain; 0 for nothing.
    pub async fn audit_received(&self, receiver: &str) -> Result<i64, StoreError> {
        let sql = "SELECT r.sequence FROM audit_receivers r WHERE r.name = ?1";
        let found: Option<(i64,)> = self.find(sql, &[receiver.into()]).await?;
        Ok(found.map_or(0, |(sequence,)| sequence))
    }

    /// When the first entry was put into the chain that a receiver hasn't got.
    pub async fn audit_waiting_since(&self, received: i64) -> Result<Option<DateTime<Utc>>, StoreError> {
        let sql = "SELECT b.first + b.entries, b.sealed_at FROM audit_blocks b WHERE b.first <= ?1 ORDER BY \
                   b.first DESC LIMIT 1";
        let last: Option<(i64, DateTime<Utc>)> = self.find(sql, &[(received + 1).into()]).await?;
        Ok(last.filter(|(behind, _)| *behind > received + 1).map(|(_, at)| at))
    }
}

impl Tx {
    /// Takes a receiver, or goes on holding it; gives how far it has got. None while another has it.
    pub async fn hold_audit_receiver(&self, hold: ReceiverHold) -> Result<Option<i64>, StoreError> {
        let name = hold.receiver.to_owned();
        let first = NewReceiver { name, sequence: 0, holder: hold.holder, held_until: DateTime::UNIX_EPOCH };
        let _ = self.insert_new(&first).await?;
        let sql = "UPDATE audit_receivers SET holder = ?2, held_until = ?4 WHERE name = ?1 AND (holder = ?2 OR \
                   held_until <= ?3 OR held_until > ?5) RETURNING sequence";
        let values = [
            hold.receiver.into(),
            hold.holder.into(),
            hold.now.into(),
            hold.until.into(),
            (hold.now + LONGEST).into(),
        ];
        Ok(self.change::<(i64,)>(sql, &values).await?.first().map(|(sequence,)| *sequence))
    }

    /// A receiver has got everything up to this place. False where another has taken it meanwhile.
    pub async fn advance_audit_receiver(&self, hold: ReceiverHold, to: i64) -> Result<bool, StoreError> {
        let sql = "UPDATE audit_receivers SET sequence = ?3, held_until = ?4 WHERE name = ?1 AND holder = ?2 \
                   AND sequence <= ?3";
        let values = [hold.receiver.into(), hold.holder.into(), to.into(), hold.until.into()];
        Ok(self.execute(sql, &values).await? > 0)
    }
}

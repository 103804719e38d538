//! Servers that share the database: who they are, and when each was last heard of.

use crate::row::{FromRow, Row};
use crate::{Reader, StoreError, Tx};
use chrono::{DateTime, Utc};
use uuid::Uuid;

/// A server.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs, reason = "the columns say it")]
pub struct ReplicaRecord {
    /// Made anew at each start.
    pub id: Uuid,
    pub hostname: String,
    /// Where it listens.
    pub address: String,
    pub version: String,
    pub started_at: DateTime<Utc>,
    /// Its last heartbeat.
    pub seen_at: DateTime<Utc>,
}

/// What a server says of itself.
#[derive(Debug, Clone)]
#[allow(missing_docs, reason = "the columns say it")]
pub struct NewReplica {
    pub id: Uuid,
    pub hostname: String,
    pub address: String,
    pub version: String,
    pub started_at: DateTime<Utc>,
}

impl FromRow for ReplicaRecord {
    fn from_row(row: &mut Row<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.next()?,
            hostname: row.next()?,
            address: row.next()?,
            version: row.next()?,
            started_at: row.next()?,
            seen_at: row.next()?,
        })
    }
}

impl Reader {
    /// Replicas that were heard of at this time or later, the oldest first.
    pub async fn replicas_seen_since(&self, time: DateTime<Utc>) -> Result<Vec<ReplicaRecord>, StoreError> {
        let sql = "SELECT r.id, r.hostname, r.address, r.version, r.started_at, r.seen_at FROM replicas r \
                   WHERE r.seen_at >= ?1 ORDER BY r.started_at, r.id";
        self.fetch(sql, &[time.into()]).await
    }

    /// How many replicas are known.
    pub async fn count_replicas(&self) -> Result<u32, StoreError> {
        let (count,): (i64,) = self.one("SELECT count(*) FROM replicas r", &[]).await?;
        Ok(u32::try_from(count).unwrap_or(u32::MAX))
    }
}

impl Tx {
    /// A heartbeat: the replica is there now, whether or not it was known.
    pub async fn note_replica(&self, replica: &NewReplica, now: DateTime<Utc>) -> Result<(), StoreError> {
        let sql = "INSERT INTO replicas (id, hostname, address, version, started_at, seen_at) \
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (id) DO UPDATE SET seen_at = excluded.seen_at";
        let values = [
            replica.id.into(),
            (&replica.hostname).into(),
            (&replica.address).into(),
            (&replica.version).into(),
            replica.started_at.into(),
            now.into(),
        ];
        self.execute(sql, &values).await.map(|_| ())
    }

    /// Forgets a replica that says goodbye; false when it was forgotten before.
    pub async fn delete_replica(&self, id: Uuid) -> Result<bool, StoreError> {
        Ok(self.execute("DELETE FROM replicas WHERE id = ?1", &[id.into()]).await? > 0)
    }

    /// Forgets replicas that were last heard of before this time; gives how many.
    pub async fn delete_replicas_seen_before(&self, before: DateTime<Utc>) -> Result<u64, StoreError> {
        self.execute("DELETE FROM replicas WHERE seen_at < ?1", &[before.into()]).await
    }
}

//! Servers that share the database: who they are, and when each was last heard of.

use crate::table::table;
use crate::{Reader, StoreError, Tx};
use burgrave_core::ids::ReplicaId;
use chrono::{DateTime, TimeDelta, Utc};

/// A replica without a heartbeat for this time counts as stopped.
pub const REPLICA_SILENCE: TimeDelta = TimeDelta::seconds(15);

table! {
    REPLICAS = "replicas" as "r";

    read
    /// A server.
    #[derive(Debug, Clone, PartialEq, Eq)]
    #[allow(missing_docs, reason = "the columns say it")]
    pub struct ReplicaRecord {
        /// A new one at each start.
        pub id: ReplicaId,
        pub hostname: String,
        /// Where it listens.
        pub address: String,
        pub version: String,
        pub started_at: DateTime<Utc>,
        /// Its last heartbeat.
        pub seen_at: DateTime<Utc>,
        /// Where the others reach it; empty where its operator hasn't said.
        pub relay_address: String,
        pub region_id: i64,
        /// What is wrong, in words; empty where nothing is.
        pub error: String,
        /// How long the database took for an answer, in microseconds.
        pub database_latency: i64,
    }

    write
    /// A heartbeat.
    struct Heartbeat {
        key { id: ReplicaId }
        columns { seen_at: DateTime<Utc>, error: String, database_latency: i64 }
        given { replica: NewReplica }
        first |beat| {
            hostname: String = &beat.replica.hostname,
            address: String = &beat.replica.address,
            version: String = &beat.replica.version,
            started_at: DateTime<Utc> = beat.replica.started_at,
            relay_address: String = &beat.replica.relay_address,
            region_id: i64 = beat.replica.region_id,
        }
    }
}

/// What a server says of itself.
#[derive(Debug, Clone)]
#[allow(missing_docs, reason = "the columns say it")]
pub struct NewReplica {
    pub id: ReplicaId,
    pub hostname: String,
    pub address: String,
    pub version: String,
    pub started_at: DateTime<Utc>,
    pub relay_address: String,
    pub region_id: i64,
}

/// How a server is at a heartbeat.
#[derive(Debug, Clone, Default)]
pub struct ReplicaCondition {
    /// What is wrong, in words; empty where nothing is.
    pub error: String,
    /// How long the database took for an answer, in microseconds.
    pub database_latency: i64,
}

impl Reader {
    /// Replicas that were heard of at this time or later, the oldest first.
    pub async fn replicas_seen_since(&self, time: DateTime<Utc>) -> Result<Vec<ReplicaRecord>, StoreError> {
        let sql = format!(
            "SELECT {} FROM replicas r WHERE r.seen_at >= ?1 ORDER BY r.started_at, r.id",
            ReplicaRecord::COLUMNS
        );
        self.fetch(&sql, &[time.into()]).await
    }

    /// The same, and this one however long ago it was heard of.
    pub async fn living_replicas(
        &self,
        own: ReplicaId,
        since: DateTime<Utc>,
    ) -> Result<Vec<ReplicaRecord>, StoreError> {
        let sql = format!(
            "SELECT {} FROM replicas r WHERE r.seen_at >= ?1 OR r.id = ?2 ORDER BY r.started_at, r.id",
            ReplicaRecord::COLUMNS
        );
        self.fetch(&sql, &[since.into(), own.into()]).await
    }

    /// How many replicas are known.
    pub async fn count_replicas(&self) -> Result<u32, StoreError> {
        let (count,): (i64,) = self.one("SELECT count(*) FROM replicas r", &[]).await?;
        Ok(u32::try_from(count).unwrap_or(u32::MAX))
    }
}

impl Tx {
    /// A heartbeat: the replica is there now, whether or not it was known.
    pub async fn note_replica(
        &self,
        replica: &NewReplica,
        condition: &ReplicaCondition,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        self.put(&Heartbeat {
            id: replica.id,
            seen_at: now,
            error: condition.error.clone(),
            database_latency: condition.database_latency,
            replica: replica.clone(),
        })
        .await
    }

    /// Forgets a replica that says goodbye; false when it was forgotten before.
    pub async fn delete_replica(&self, id: ReplicaId) -> Result<bool, StoreError> {
        Ok(self.execute("DELETE FROM replicas WHERE id = ?1", &[id.into()]).await? > 0)
    }

    /// Forgets every other replica: for a database that belongs to one process.
    pub async fn delete_other_replicas(&self, id: ReplicaId) -> Result<u64, StoreError> {
        self.execute("DELETE FROM replicas WHERE id <> ?1", &[id.into()]).await
    }

    /// Forgets replicas that were last heard of before this time; gives how many.
    pub async fn delete_replicas_seen_before(&self, before: DateTime<Utc>) -> Result<u64, StoreError> {
        self.execute("DELETE FROM replicas WHERE seen_at < ?1", &[before.into()]).await
    }
}

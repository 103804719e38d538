//! Programs that run for workspace proxies.

use crate::table::table;
use crate::{Reader, StoreError, Tx};
use burgrave_core::ids::{ReplicaId, WorkspaceProxyId};
use chrono::{DateTime, Utc};

table! {
    PROXY_REPLICAS = "proxy_replicas" as "r";

    read
    /// A program that runs for a proxy.
    #[derive(Debug, Clone, PartialEq, Eq)]
    #[allow(missing_docs, reason = "the columns say it")]
    pub struct ProxyReplicaRecord {
        /// A new one at each start.
        pub id: ReplicaId,
        pub proxy_id: WorkspaceProxyId,
        pub hostname: String,
        /// Where the others reach it; empty for nowhere.
        pub relay_address: String,
        /// What is wrong, in words; empty where nothing is.
        pub error: String,
        pub started_at: DateTime<Utc>,
        /// When it registered last.
        pub seen_at: DateTime<Utc>,
        /// Set once it has said that it ends.
        pub stopped_at: Option<DateTime<Utc>>,
    }

    write
    /// What a program says when it registers.
    #[derive(Debug, Clone)]
    #[allow(missing_docs, reason = "the columns say it")]
    pub struct NewProxyReplica {
        key { pub id: ReplicaId }
        columns {
            pub hostname: String,
            pub relay_address: String,
            pub error: String,
            pub seen_at: DateTime<Utc>,
        }
        given { pub proxy_id: WorkspaceProxyId }
        first |new| {
            proxy_id: WorkspaceProxyId = new.proxy_id,
            started_at: DateTime<Utc> = new.seen_at,
        }
    }
}

/// Selects programs.
fn select(rest: &str) -> String {
    format!("SELECT {} FROM proxy_replicas r {rest}", ProxyReplicaRecord::COLUMNS)
}

impl Reader {
    /// By id, of whatever proxy.
    pub async fn proxy_replica(&self, id: ReplicaId) -> Result<Option<ProxyReplicaRecord>, StoreError> {
        self.find(&select("WHERE r.id = ?1"), &[id.into()]).await
    }

    /// Those of a proxy that run and were heard of at this time or later, the oldest first.
    pub async fn proxy_replicas(
        &self,
        proxy: WorkspaceProxyId,
        since: DateTime<Utc>,
    ) -> Result<Vec<ProxyReplicaRecord>, StoreError> {
        let sql = select(
            "WHERE r.proxy_id = ?1 AND r.seen_at >= ?2 AND r.stopped_at IS NULL ORDER BY r.started_at, r.id",
        );
        self.fetch(&sql, &[proxy.into(), since.into()]).await
    }
}

impl Tx {
    /// Notes that a program runs, whether or not it was known.
    pub async fn note_proxy_replica(&self, new: &NewProxyReplica) -> Result<(), StoreError> {
        self.put(new).await
    }

    /// Notes that a program of a proxy ends; false where it had ended before, or there is none.
    pub async fn stop_proxy_replica(
        &self,
        proxy: WorkspaceProxyId,
        id: ReplicaId,
        now: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        let sql = "UPDATE proxy_replicas SET stopped_at = ?3 \
                   WHERE id = ?1 AND proxy_id = ?2 AND stopped_at IS NULL";
        Ok(self.execute(sql, &[id.into(), proxy.into(), now.into()]).await? > 0)
    }

    /// Forgets programs that were last heard of before this time; gives how many.
    pub async fn delete_proxy_replicas_seen_before(&self, before: DateTime<Utc>) -> Result<u64, StoreError> {
        self.execute("DELETE FROM proxy_replicas WHERE seen_at < ?1", &[before.into()]).await
    }
}

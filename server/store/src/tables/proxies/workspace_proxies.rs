//! Workspace proxies: soft-deleted, with names that are free again afterwards.

use crate::table::table;
use crate::{Change, Inserted, Reader, Redacted, StoreError, Tx};
use burgrave_core::authorization::{Authorized, Create, Delete, Update};
use burgrave_core::ids::WorkspaceProxyId;
use burgrave_core::proxies::ProxyHealth;
use chrono::{DateTime, Utc};

table! {
    WORKSPACE_PROXIES = "workspace_proxies" as "p";

    read
    /// A proxy. Its secret is read by itself.
    #[derive(Debug, Clone, PartialEq, Eq)]
    #[allow(missing_docs, reason = "the columns say it")]
    pub struct WorkspaceProxyRecord {
        pub id: WorkspaceProxyId,
        /// Counted from 1; no other has had it.
        pub number: i64,
        pub name: String,
        pub display_name: String,
        pub icon: String,
        /// Where it is reached; empty until its program says so.
        pub url: String,
        pub wildcard_hostname: String,
        pub derp_enabled: bool,
        pub derp_only: bool,
        /// Of its program.
        pub version: String,
        /// A word of [`ProxyHealth`].
        pub health: String,
        pub errors: Vec<String>,
        pub warnings: Vec<String>,
        /// Absent until it was checked.
        pub checked_at: Option<DateTime<Utc>>,
        pub created_at: DateTime<Utc>,
        pub updated_at: DateTime<Utc>,
        /// Set once it was deleted.
        pub deleted_at: Option<DateTime<Utc>>,
    }

    read
    /// By what a proxy is known.
    #[derive(Debug, Clone)]
    #[allow(missing_docs, reason = "the columns say it")]
    pub struct ProxySecret {
        pub hashed_secret: Redacted<Vec<u8>>,
        pub deleted_at: Option<DateTime<Utc>>,
    }

    write
    /// A new proxy.
    #[derive(Debug, Clone)]
    #[allow(missing_docs, reason = "the columns say it")]
    pub struct NewWorkspaceProxy {
        key { pub id: WorkspaceProxyId }
        columns {
            pub number: i64,
            pub name: String,
            pub display_name: String,
            pub icon: String,
            pub hashed_secret: Redacted<Vec<u8>>,
        }
        given { pub now: DateTime<Utc> }
        derived |new| {
            name_key: String = new.name.to_lowercase(),
            url: String = "",
            wildcard_hostname: String = "",
            derp_enabled: bool = true,
            derp_only: bool = false,
            version: String = "",
            health: String = ProxyHealth::Unregistered.as_str(),
            errors: String = NONE,
            warnings: String = NONE,
            created_at: DateTime<Utc> = new.now,
            updated_at: DateTime<Utc> = new.now,
        }
    }

    write
    /// What the program of a proxy says of it, with the values that it gets.
    #[derive(Debug, Clone)]
    #[allow(missing_docs, reason = "the columns say it")]
    pub struct ProxyPlace {
        key { pub id: WorkspaceProxyId }
        columns {
            pub url: String,
            pub wildcard_hostname: String,
            pub derp_enabled: bool,
            pub derp_only: bool,
            pub version: String,
            /// A word of [`ProxyHealth`].
            pub health: String,
        }
        given { pub now: DateTime<Utc> }
        derived |new| { updated_at: DateTime<Utc> = new.now }
        only "deleted_at IS NULL"
    }

    write
    /// What was found when a proxy was checked.
    #[derive(Debug, Clone)]
    #[allow(missing_docs, reason = "the columns say it")]
    pub struct ProxyFinding {
        key { pub id: WorkspaceProxyId, pub url: String }
        columns {
            /// A word of [`ProxyHealth`].
            pub health: String,
            pub errors: Vec<String>,
            pub warnings: Vec<String>,
            pub checked_at: DateTime<Utc>,
        }
        only "deleted_at IS NULL"
    }

    write
    /// What people may change, with the values that it gets.
    #[derive(Debug, Clone)]
    #[allow(missing_docs, reason = "the columns say it")]
    pub struct WorkspaceProxyUpdate {
        key { pub id: WorkspaceProxyId }
        columns { pub name: String, pub display_name: String, pub icon: String }
        given { pub now: DateTime<Utc> }
        derived |new| {
            name_key: String = new.name.to_lowercase(),
            updated_at: DateTime<Utc> = new.now,
        }
        only "deleted_at IS NULL"
    }
}

/// An empty list.
const NONE: &str = "[]";

/// The setting that holds the number of the proxy that was made last.
const LAST: &str = "last_workspace_proxy";

/// Selects proxies.
fn select(rest: &str) -> String {
    format!("SELECT {} FROM workspace_proxies p {rest}", WorkspaceProxyRecord::COLUMNS)
}

impl Reader {
    /// Those that are not deleted, in the order of their names.
    pub async fn workspace_proxies(&self) -> Result<Vec<WorkspaceProxyRecord>, StoreError> {
        self.fetch(&select("WHERE p.deleted_at IS NULL ORDER BY p.name_key"), &[]).await
    }

    /// By id; deleted ones are not found.
    pub async fn workspace_proxy(
        &self,
        id: WorkspaceProxyId,
    ) -> Result<Option<WorkspaceProxyRecord>, StoreError> {
        self.find(&select("WHERE p.id = ?1 AND p.deleted_at IS NULL"), &[id.into()]).await
    }

    /// By name in any case; deleted ones are not found.
    pub async fn workspace_proxy_by_name(
        &self,
        name: &str,
    ) -> Result<Option<WorkspaceProxyRecord>, StoreError> {
        let sql = select("WHERE p.name_key = ?1 AND p.deleted_at IS NULL");
        self.find(&sql, &[name.to_lowercase().into()]).await
    }

    /// By what a proxy is known, deleted ones included.
    pub async fn proxy_secret(&self, id: WorkspaceProxyId) -> Result<Option<ProxySecret>, StoreError> {
        let sql = format!("SELECT {} FROM workspace_proxies p WHERE p.id = ?1", ProxySecret::COLUMNS);
        self.find(&sql, &[id.into()]).await
    }

    /// Those of these that were deleted.
    pub async fn deleted_workspace_proxies(
        &self,
        ids: &[WorkspaceProxyId],
    ) -> Result<Vec<WorkspaceProxyId>, StoreError> {
        let mut filter = self.filter();
        let places = filter.bind_all(ids.iter().copied());
        filter.and(format!("p.id IN ({places})"));
        filter.and("p.deleted_at IS NOT NULL");
        let sql = format!("SELECT p.id FROM workspace_proxies p {} ORDER BY p.id", filter.clause());
        let found: Vec<(WorkspaceProxyId,)> = self.fetch(&sql, &filter.values).await?;
        Ok(found.into_iter().map(|(id,)| id).collect())
    }

    /// How many are not deleted.
    pub async fn count_workspace_proxies(&self) -> Result<u64, StoreError> {
        let sql = "SELECT count(*) FROM workspace_proxies p WHERE p.deleted_at IS NULL";
        let (count,): (i64,) = self.one(sql, &[]).await?;
        Ok(count.unsigned_abs())
    }
}

impl Tx {
    /// A number that no proxy has had.
    pub async fn next_workspace_proxy_number(&self, now: DateTime<Utc>) -> Result<i64, StoreError> {
        let last = self.setting(LAST).await?.and_then(|last| last.parse::<i64>().ok()).unwrap_or(0);
        let next = last.saturating_add(1);
        self.set_setting(LAST, &next.to_string(), now).await?;
        Ok(next)
    }

    /// Adds a proxy; taken when one that is not deleted has the name.
    pub async fn insert_workspace_proxy(
        &self,
        new: &Authorized<Create, NewWorkspaceProxy>,
    ) -> Result<Inserted, StoreError> {
        self.insert_new(&**new).await
    }

    /// Changes a proxy that is not deleted.
    ///
    /// # Errors
    /// `Internal` when the change is one of another proxy.
    pub async fn update_workspace_proxy(
        &self,
        proxy: &Authorized<Update, WorkspaceProxyRecord>,
        new: &WorkspaceProxyUpdate,
    ) -> Result<Change, StoreError> {
        if proxy.id != new.id {
            return Err(StoreError::Internal("a change of another proxy than was permitted".into()));
        }
        if self.workspace_proxy_by_name(&new.name).await?.is_some_and(|other| other.id != new.id) {
            return Ok(Change::Taken);
        }
        Ok(if self.update(new).await? { Change::Done } else { Change::Missing })
    }

    /// Gives a proxy another secret; false when it is not there.
    pub async fn set_proxy_secret(
        &self,
        proxy: &Authorized<Update, WorkspaceProxyRecord>,
        hash: &Redacted<Vec<u8>>,
        now: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        let sql = "UPDATE workspace_proxies SET hashed_secret = ?2, updated_at = ?3 \
                   WHERE id = ?1 AND deleted_at IS NULL";
        Ok(self.execute(sql, &[proxy.id.into(), hash.into(), now.into()]).await? > 0)
    }

    /// Notes what the program of a proxy says of it; false when the proxy is not there. Who shows its token may.
    pub async fn place_proxy(&self, new: &ProxyPlace) -> Result<bool, StoreError> {
        self.update(new).await
    }

    /// Notes what was found when a proxy was checked; false where it is reached elsewhere now, or not there.
    pub async fn note_proxy_finding(&self, found: &ProxyFinding) -> Result<bool, StoreError> {
        self.update(found).await
    }

    /// Deletes a proxy softly: its name is free. False when it is not there.
    pub async fn delete_workspace_proxy(
        &self,
        proxy: &Authorized<Delete, WorkspaceProxyRecord>,
        now: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        let sql = "UPDATE workspace_proxies SET deleted_at = ?2, updated_at = ?2 \
                   WHERE id = ?1 AND deleted_at IS NULL";
        Ok(self.execute(sql, &[proxy.id.into(), now.into()]).await? > 0)
    }
}

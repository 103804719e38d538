//! Provisioner daemons. One that connects again under its name, by the same credential, keeps its id, and with
//! it the job that it holds.

use crate::table::{Write, table};
use crate::{Reader, StoreError, Tx};
use burgrave_core::authorization::{Authorized, Create};
use burgrave_core::ids::{OrganizationId, ProvisionerDaemonId, ProvisionerKeyId, UserId};
use burgrave_core::provisioning::job::Provisioner;
use burgrave_core::provisioning::queue::Server;
use burgrave_core::provisioning::tags::Tags;
use chrono::{DateTime, Utc};
use uuid::Uuid;

table! {
    PROVISIONER_DAEMONS = "provisioner_daemons" as "d";

    read
    /// A daemon.
    #[derive(Debug, Clone, PartialEq, Eq)]
    #[allow(missing_docs, reason = "the columns say it")]
    pub struct DaemonRecord {
        pub id: ProvisionerDaemonId,
        pub organization_id: OrganizationId,
        /// Absent for one that is built in.
        pub key_id: Option<ProvisionerKeyId>,
        pub name: String,
        pub version: String,
        pub api_version: String,
        pub provisioners: Vec<Provisioner>,
        pub tags: Tags,
        pub created_at: DateTime<Utc>,
        pub last_seen_at: Option<DateTime<Utc>>,
    }
    joined {
        /// Absent for a reserved key.
        pub key_name: Option<String> =
            "(SELECT k.name FROM provisioner_keys k WHERE k.id = d.key_id)",
    }

    write
    /// A daemon that connects.
    #[derive(Debug, Clone)]
    #[allow(missing_docs, reason = "the columns say it")]
    pub struct NewDaemon {
        key {
            /// Used when no daemon of the organization has its name, its credential and its tags' owner.
            pub id: ProvisionerDaemonId,
        }
        columns {
            pub organization_id: OrganizationId,
            pub key_id: Option<ProvisionerKeyId>,
            pub name: String,
            pub version: String,
            pub api_version: String,
            pub provisioners: Vec<Provisioner>,
            pub tags: Tags,
        }
        given {
            /// Whose session it has, where it has one.
            pub person: Option<UserId>,
            pub now: DateTime<Utc>,
        }
        derived |new| {
            owner: String = new.whose(),
            created_at: DateTime<Utc> = new.now,
            last_seen_at: Option<DateTime<Utc>> = Some(new.now),
        }
    }
}

impl NewDaemon {
    /// Whose it is: daemons of one name that differ in it are different ones.
    fn whose(&self) -> String {
        let credential = self.person.map(Uuid::from).or(self.key_id.map(Uuid::from));
        let owner = self.tags.get("owner").unwrap_or_default().to_lowercase();
        credential.map_or_else(String::new, |credential| format!("{}/{owner}", credential.simple()))
    }
}

impl DaemonRecord {
    /// The daemon, as far as it may take jobs.
    #[must_use]
    pub fn server(&self) -> Server {
        Server {
            organization: self.organization_id,
            provisioners: self.provisioners.clone(),
            tags: self.tags.clone(),
            checks_drift: self.is_built_in(),
        }
    }

    /// Whether it is built into a server: those on other machines come in by a key, or what counts as one.
    #[must_use]
    pub const fn is_built_in(&self) -> bool {
        self.key_id.is_none()
    }
}

impl Reader {
    /// Every daemon of an organization, the oldest first: those that may or may not take a job.
    pub async fn daemons_of(&self, organization: OrganizationId) -> Result<Vec<DaemonRecord>, StoreError> {
        let sql = format!(
            "SELECT {} FROM provisioner_daemons d WHERE d.organization_id = ?1 ORDER BY d.created_at, d.id",
            DaemonRecord::COLUMNS
        );
        self.fetch(&sql, &[organization.into()]).await
    }

    /// By id.
    pub async fn daemon(&self, id: ProvisionerDaemonId) -> Result<Option<DaemonRecord>, StoreError> {
        let sql = format!("SELECT {} FROM provisioner_daemons d WHERE d.id = ?1", DaemonRecord::COLUMNS);
        self.find(&sql, &[id.into()]).await
    }
}

impl Tx {
    /// Adds a daemon, or brings the one of that name and credential up to date; gives the id that it has from
    /// now on.
    pub async fn register_daemon(
        &self,
        new: &Authorized<Create, NewDaemon>,
    ) -> Result<ProvisionerDaemonId, StoreError> {
        let kept = ["key_id", "version", "api_version", "provisioners", "tags", "last_seen_at"];
        let kept: Vec<_> = kept.iter().map(|column| format!("{column} = excluded.{column}")).collect();
        let sql = format!(
            "{} ON CONFLICT (organization_id, name, owner) DO UPDATE SET {} RETURNING id",
            NewDaemon::statements(self.dialect()).insert,
            kept.join(", ")
        );
        let ids: Vec<(ProvisionerDaemonId,)> = self.change(&sql, &new.values(true)).await?;
        let (id,) = ids.first().ok_or_else(|| StoreError::Internal("a daemon was not written".into()))?;
        Ok(*id)
    }

    /// These daemons are there. All of one process are written together; a time never goes back.
    pub async fn see_daemons(
        &self,
        ids: &[ProvisionerDaemonId],
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let mut filter = self.filter();
        let place = filter.bind(now);
        filter.and(format!("last_seen_at IS NULL OR last_seen_at < {place}"));
        let places = filter.bind_all(ids.iter().copied());
        filter.and(format!("id IN ({places})"));
        let sql = format!("UPDATE provisioner_daemons SET last_seen_at = {place} {}", filter.clause());
        self.execute(&sql, &filter.values).await.map(|_| ())
    }

    /// Forgets daemons that were last seen before this time; gives how many.
    pub async fn forget_daemons(&self, before: DateTime<Utc>) -> Result<u64, StoreError> {
        let sql = "DELETE FROM provisioner_daemons WHERE coalesce(last_seen_at, created_at) < ?1";
        self.execute(sql, &[before.into()]).await
    }
}

//! Keys by which daemons on other machines come in.

use std::collections::BTreeMap;

use crate::table::table;
use crate::{Inserted, Reader, Redacted, StoreError, Tx};
use burgrave_core::authorization::{Authorized, Create, Delete};
use burgrave_core::ids::{OrganizationId, ProvisionerKeyId};
use chrono::{DateTime, Utc};

table! {
    PROVISIONER_KEYS = "provisioner_keys" as "k";

    read
    /// A key. Its secret is never read back.
    #[derive(Debug, Clone, PartialEq, Eq)]
    #[allow(missing_docs, reason = "the columns say it")]
    pub struct KeyRecord {
        pub id: ProvisionerKeyId,
        pub organization_id: OrganizationId,
        pub name: String,
        /// As they were given; JSON.
        pub tags: String,
        pub created_at: DateTime<Utc>,
    }

    write
    /// A new key.
    #[derive(Debug, Clone)]
    #[allow(missing_docs, reason = "the columns say it")]
    pub struct NewKey {
        key { pub id: ProvisionerKeyId }
        columns {
            pub organization_id: OrganizationId,
            pub name: String,
            pub hashed_secret: Redacted<Vec<u8>>,
            pub tags: String,
        }
        given { pub now: DateTime<Utc> }
        derived |new| { created_at: DateTime<Utc> = new.now }
    }
}

impl KeyRecord {
    /// Its tags as they were given.
    ///
    /// # Errors
    /// `Internal`: only such texts are written.
    pub fn tags(&self) -> Result<BTreeMap<String, String>, StoreError> {
        let fault = |error| StoreError::Internal(format!("the tags of the key {}: {error}", self.id));
        serde_json::from_str(&self.tags).map_err(fault)
    }
}

impl Reader {
    /// The keys of an organization, the oldest first.
    pub async fn provisioner_keys(&self, organization: OrganizationId) -> Result<Vec<KeyRecord>, StoreError> {
        let sql = format!(
            "SELECT {} FROM provisioner_keys k WHERE k.organization_id = ?1 ORDER BY k.created_at, k.id",
            KeyRecord::COLUMNS
        );
        self.fetch(&sql, &[organization.into()]).await
    }

    /// By the name in lower case.
    pub async fn provisioner_key_named(
        &self,
        organization: OrganizationId,
        name: &str,
    ) -> Result<Option<KeyRecord>, StoreError> {
        let sql = format!(
            "SELECT {} FROM provisioner_keys k WHERE k.organization_id = ?1 AND k.name = ?2",
            KeyRecord::COLUMNS
        );
        self.find(&sql, &[organization.into(), name.into()]).await
    }

    /// By the hash of its secret.
    pub async fn provisioner_key_of(&self, hash: &[u8]) -> Result<Option<KeyRecord>, StoreError> {
        let sql = format!("SELECT {} FROM provisioner_keys k WHERE k.hashed_secret = ?1", KeyRecord::COLUMNS);
        self.find(&sql, &[hash.into()]).await
    }

    /// By id.
    pub async fn provisioner_key(&self, id: ProvisionerKeyId) -> Result<Option<KeyRecord>, StoreError> {
        let sql = format!("SELECT {} FROM provisioner_keys k WHERE k.id = ?1", KeyRecord::COLUMNS);
        self.find(&sql, &[id.into()]).await
    }
}

impl Tx {
    /// Adds a key; taken when the organization has one of that name.
    pub async fn insert_provisioner_key(
        &self,
        new: &Authorized<Create, NewKey>,
    ) -> Result<Inserted, StoreError> {
        self.insert_new(&**new).await
    }

    /// Deletes a key, and with it the daemons that came in by it; false when there is none.
    pub async fn delete_provisioner_key(
        &self,
        key: &Authorized<Delete, KeyRecord>,
    ) -> Result<bool, StoreError> {
        self.execute("DELETE FROM provisioner_daemons WHERE key_id = ?1", &[key.id.into()]).await?;
        Ok(self.execute("DELETE FROM provisioner_keys WHERE id = ?1", &[key.id.into()]).await? > 0)
    }
}

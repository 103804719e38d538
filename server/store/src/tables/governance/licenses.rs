//! Licences as they were sent.

use crate::table::table;
use crate::{Inserted, Reader, Redacted, StoreError, Tx};
use burgrave_core::authorization::{Authorized, Create, Delete};
use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};
use uuid::Uuid;

table! {
    LICENSES = "licenses" as "l";

    read
    /// A licence.
    #[derive(Debug, Clone, PartialEq, Eq)]
    #[allow(missing_docs, reason = "the columns say it")]
    pub struct LicenseRecord {
        pub id: i64,
        pub uuid: Uuid,
        /// As it was sent.
        pub token: Redacted<String>,
        pub uploaded_at: DateTime<Utc>,
    }

    write
    /// A new licence.
    #[derive(Debug, Clone)]
    #[allow(missing_docs, reason = "as in the record")]
    pub struct NewLicense {
        key { pub id: i64 }
        columns {
            pub uuid: Uuid,
            pub token: Redacted<String>,
            /// See [`NewLicense::digest_of`].
            pub digest: Vec<u8>,
        }
        given { pub now: DateTime<Utc> }
        first |new| { uploaded_at: DateTime<Utc> = new.now }
    }
}

impl NewLicense {
    /// By which a token is known: it is too long for an index.
    pub fn digest_of(token: &str) -> Vec<u8> {
        Sha256::digest(token).to_vec()
    }
}

/// The setting that holds the number of the licence that was added last.
const LAST: &str = "last_license";

impl Reader {
    /// All of them, by number.
    pub async fn licenses(&self) -> Result<Vec<LicenseRecord>, StoreError> {
        self.fetch(&format!("SELECT {} FROM licenses l ORDER BY l.id", LicenseRecord::COLUMNS), &[]).await
    }

    /// The one with this number.
    pub async fn license(&self, id: i64) -> Result<Option<LicenseRecord>, StoreError> {
        let sql = format!("SELECT {} FROM licenses l WHERE l.id = ?1", LicenseRecord::COLUMNS);
        self.find(&sql, &[id.into()]).await
    }
}

impl Tx {
    /// A number that no licence has had.
    pub async fn next_license_number(&self, now: DateTime<Utc>) -> Result<i64, StoreError> {
        let last = self.setting(LAST).await?.and_then(|last| last.parse::<i64>().ok()).unwrap_or(0);
        let next = last.saturating_add(1);
        self.set_setting(LAST, &next.to_string(), now).await?;
        Ok(next)
    }

    /// Adds a licence, unless the same was added before.
    pub async fn insert_license(&self, new: &Authorized<Create, NewLicense>) -> Result<Inserted, StoreError> {
        self.insert_new(&**new).await
    }

    /// Deletes a licence; false when it was gone.
    pub async fn delete_license(
        &self,
        license: &Authorized<Delete, LicenseRecord>,
    ) -> Result<bool, StoreError> {
        Ok(self.execute("DELETE FROM licenses WHERE id = ?1", &[license.id.into()]).await? > 0)
    }
}

//! Keys that sign ID tokens.

use crate::table::table;
use crate::{Reader, Redacted, StoreError, Tx};
use chrono::{DateTime, Utc};

table! {
    OAUTH2_SIGNING_KEYS = "oauth2_signing_keys" as "k";

    read
    /// A key.
    #[derive(Debug, Clone, PartialEq, Eq)]
    #[allow(missing_docs, reason = "the columns say it")]
    pub struct SigningKeyRecord {
        pub id: String,
        /// As RFC 7518 names it.
        pub algorithm: String,
        /// A JSON Web Key.
        pub public_key: String,
        pub sealed_key: Redacted<Vec<u8>>,
        pub created_at: DateTime<Utc>,
    }

    write
    /// A new key.
    #[derive(Debug, Clone)]
    #[allow(missing_docs, reason = "as in the record")]
    pub struct NewSigningKey {
        key { pub id: String }
        columns {
            pub algorithm: String,
            pub public_key: String,
            pub sealed_key: Redacted<Vec<u8>>,
        }
        given { pub now: DateTime<Utc> }
        first |new| { created_at: DateTime<Utc> = new.now }
    }
}

impl Reader {
    /// All of them, newest first.
    pub async fn oauth2_signing_keys(&self) -> Result<Vec<SigningKeyRecord>, StoreError> {
        let columns = SigningKeyRecord::COLUMNS;
        let sql = format!("SELECT {columns} FROM oauth2_signing_keys k ORDER BY k.created_at DESC, k.id");
        self.fetch(&sql, &[]).await
    }
}

impl Tx {
    /// Adds a key.
    pub async fn insert_oauth2_signing_key(&self, new: &NewSigningKey) -> Result<(), StoreError> {
        self.insert(new).await
    }

    /// Deletes the keys that were made before this time; gives how many.
    pub async fn delete_oauth2_signing_keys(&self, before: DateTime<Utc>) -> Result<u64, StoreError> {
        self.execute("DELETE FROM oauth2_signing_keys WHERE created_at <= ?1", &[before.into()]).await
    }
}

//! Keys that the server and workspace proxies share.

use crate::table::table;
use crate::{Inserted, Reader, Redacted, StoreError, Tx};
use chrono::{DateTime, Utc};

table! {
    CRYPTO_KEYS = "crypto_keys" as "k";

    read
    /// A key.
    #[derive(Debug, Clone, PartialEq, Eq)]
    #[allow(missing_docs, reason = "the columns say it")]
    pub struct CryptoKeyRecord {
        pub feature: String,
        /// Counted from 1, for each feature.
        pub sequence: i64,
        /// The secret, sealed.
        pub sealed: Redacted<Vec<u8>>,
        pub starts_at: DateTime<Utc>,
        /// Absent while there is no newer one.
        pub deletes_at: Option<DateTime<Utc>>,
    }

    write
    /// A new key.
    #[derive(Debug, Clone)]
    #[allow(missing_docs, reason = "as in the record")]
    pub struct NewCryptoKey {
        key { pub feature: String, pub sequence: i64 }
        columns { pub sealed: Redacted<Vec<u8>>, pub starts_at: DateTime<Utc> }
    }
}

impl Reader {
    /// Those of a feature that aren't over at this time, by number.
    pub async fn crypto_keys(
        &self,
        feature: &str,
        now: DateTime<Utc>,
    ) -> Result<Vec<CryptoKeyRecord>, StoreError> {
        let columns = CryptoKeyRecord::COLUMNS;
        let sql = format!(
            "SELECT {columns} FROM crypto_keys k \
             WHERE k.feature = ?1 AND (k.deletes_at IS NULL OR k.deletes_at > ?2) ORDER BY k.sequence"
        );
        self.fetch(&sql, &[feature.into(), now.into()]).await
    }
}

impl Tx {
    /// Adds a key, and has those before it deleted at this time, unless they are already to be; taken when another
    /// has the number.
    pub async fn insert_crypto_key(
        &self,
        new: &NewCryptoKey,
        deletes_others_at: DateTime<Utc>,
    ) -> Result<Inserted, StoreError> {
        let sql = "UPDATE crypto_keys SET deletes_at = ?2 \
                   WHERE feature = ?1 AND deletes_at IS NULL AND sequence < ?3";
        let values = [(&new.feature).into(), deletes_others_at.into(), new.sequence.into()];
        self.execute(sql, &values).await?;
        self.insert_new(new).await
    }

    /// Forgets keys that are over at this time; gives how many.
    pub async fn delete_crypto_keys_before(&self, now: DateTime<Utc>) -> Result<u64, StoreError> {
        self.execute("DELETE FROM crypto_keys WHERE deletes_at <= ?1", &[now.into()]).await
    }
}

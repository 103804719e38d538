//! Secrets of apps. Several may hold at once, so that one can be replaced without a break.

use crate::table::table;
use crate::{Reader, Redacted, StoreError, Tx};
use burgrave_core::authorization::{Authorized, Create, Delete};
use burgrave_core::ids::{AppId, AppSecretId};
use chrono::{DateTime, Utc};

table! {
    OAUTH2_APP_SECRETS = "oauth2_app_secrets" as "s";

    read
    /// A secret.
    #[derive(Debug, Clone, PartialEq, Eq)]
    #[allow(missing_docs, reason = "the columns say it")]
    pub struct AppSecretRecord {
        pub id: AppSecretId,
        pub app_id: AppId,
        pub prefix: String,
        pub hashed_secret: Redacted<Vec<u8>>,
        /// What lists show of it.
        pub shown: String,
        pub created_at: DateTime<Utc>,
        /// Absent until a token was issued under it.
        pub last_used_at: Option<DateTime<Utc>>,
    }

    write
    /// A new secret.
    #[derive(Debug, Clone)]
    #[allow(missing_docs, reason = "as in the record")]
    pub struct NewAppSecret {
        key { pub id: AppSecretId }
        columns {
            pub app_id: AppId,
            pub prefix: String,
            pub hashed_secret: Redacted<Vec<u8>>,
            pub shown: String,
        }
        given { pub now: DateTime<Utc> }
        first |new| { created_at: DateTime<Utc> = new.now }
    }
}

/// Selects secrets.
fn select(rest: &str) -> String {
    format!("SELECT {} FROM oauth2_app_secrets s {rest}", AppSecretRecord::COLUMNS)
}

impl Reader {
    /// By its prefix.
    pub async fn oauth2_app_secret_by_prefix(
        &self,
        prefix: &str,
    ) -> Result<Option<AppSecretRecord>, StoreError> {
        self.find(&select("WHERE s.prefix = ?1"), &[prefix.into()]).await
    }

    /// By id.
    pub async fn oauth2_app_secret(&self, id: AppSecretId) -> Result<Option<AppSecretRecord>, StoreError> {
        self.find(&select("WHERE s.id = ?1"), &[id.into()]).await
    }

    /// Those of an app, oldest first.
    pub async fn oauth2_app_secrets(&self, app: AppId) -> Result<Vec<AppSecretRecord>, StoreError> {
        self.fetch(&select("WHERE s.app_id = ?1 ORDER BY s.created_at, s.id"), &[app.into()]).await
    }
}

impl Tx {
    /// Adds a secret.
    pub async fn insert_oauth2_app_secret(
        &self,
        new: &Authorized<Create, NewAppSecret>,
    ) -> Result<(), StoreError> {
        self.insert(&**new).await
    }

    /// Notes that a token was issued under it.
    pub async fn touch_oauth2_app_secret(
        &self,
        id: AppSecretId,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let sql = "UPDATE oauth2_app_secrets SET last_used_at = ?2 WHERE id = ?1";
        self.execute(sql, &[id.into(), now.into()]).await.map(|_| ())
    }

    /// Deletes a secret with the grants and access tokens that were issued under it; false when there is
    /// none.
    pub async fn delete_oauth2_app_secret(
        &self,
        secret: &Authorized<Delete, AppSecretRecord>,
    ) -> Result<bool, StoreError> {
        let id = secret.id;
        let keys =
            "DELETE FROM api_keys WHERE id IN (SELECT g.key_id FROM oauth2_grants g WHERE g.secret_id = ?1)";
        self.execute(keys, &[id.into()]).await?;
        Ok(self.execute("DELETE FROM oauth2_app_secrets WHERE id = ?1", &[id.into()]).await? > 0)
    }
}

//! Secrets of apps. Several may hold at once, so that one can be replaced without a break.

use crate::row::{FromRow, Row};
use crate::{Reader, Redacted, StoreError, Tx};
use chrono::{DateTime, Utc};
use uuid::Uuid;

const COLUMNS: &str = "s.id, s.app_id, s.prefix, s.hashed_secret, s.shown, s.created_at, s.last_used_at";

/// A secret.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs, reason = "the columns say it")]
pub struct AppSecretRecord {
    pub id: Uuid,
    pub app_id: Uuid,
    pub prefix: String,
    pub hashed_secret: Redacted<Vec<u8>>,
    /// What lists show of it.
    pub shown: String,
    pub created_at: DateTime<Utc>,
    /// Absent until a token was issued under it.
    pub last_used_at: Option<DateTime<Utc>>,
}

/// What a secret begins with.
#[derive(Debug, Clone)]
#[allow(missing_docs, reason = "as in the record")]
pub struct NewAppSecret {
    pub id: Uuid,
    pub app_id: Uuid,
    pub prefix: String,
    pub hashed_secret: Redacted<Vec<u8>>,
    pub shown: String,
    pub now: DateTime<Utc>,
}

impl FromRow for AppSecretRecord {
    fn from_row(row: &mut Row<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.next()?,
            app_id: row.next()?,
            prefix: row.next()?,
            hashed_secret: row.next()?,
            shown: row.next()?,
            created_at: row.next()?,
            last_used_at: row.next()?,
        })
    }
}

impl Reader {
    /// By its prefix.
    pub async fn oauth2_app_secret_by_prefix(
        &self,
        prefix: &str,
    ) -> Result<Option<AppSecretRecord>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM oauth2_app_secrets s WHERE s.prefix = ?1");
        self.find(&sql, &[prefix.into()]).await
    }

    /// By id.
    pub async fn oauth2_app_secret(&self, id: Uuid) -> Result<Option<AppSecretRecord>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM oauth2_app_secrets s WHERE s.id = ?1");
        self.find(&sql, &[id.into()]).await
    }

    /// Those of an app, oldest first.
    pub async fn oauth2_app_secrets(&self, app: Uuid) -> Result<Vec<AppSecretRecord>, StoreError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM oauth2_app_secrets s WHERE s.app_id = ?1 ORDER BY s.created_at, s.id"
        );
        self.fetch(&sql, &[app.into()]).await
    }
}

impl Tx {
    /// Adds a secret.
    pub async fn insert_oauth2_app_secret(&self, new: &NewAppSecret) -> Result<(), StoreError> {
        let sql = "INSERT INTO oauth2_app_secrets (id, app_id, prefix, hashed_secret, shown, created_at) \
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
        let values = [
            new.id.into(),
            new.app_id.into(),
            (&new.prefix).into(),
            new.hashed_secret.0.as_slice().into(),
            (&new.shown).into(),
            new.now.into(),
        ];
        self.execute(sql, &values).await.map(|_| ())
    }

    /// Notes that a token was issued under it.
    pub async fn touch_oauth2_app_secret(&self, id: Uuid, now: DateTime<Utc>) -> Result<(), StoreError> {
        let sql = "UPDATE oauth2_app_secrets SET last_used_at = ?2 WHERE id = ?1";
        self.execute(sql, &[id.into(), now.into()]).await.map(|_| ())
    }

    /// Deletes a secret with the grants and access tokens that were issued under it; false when there is none.
    pub async fn delete_oauth2_app_secret(&self, id: Uuid) -> Result<bool, StoreError> {
        let keys =
            "DELETE FROM api_keys WHERE id IN (SELECT g.key_id FROM oauth2_grants g WHERE g.secret_id = ?1)";
        self.execute(keys, &[id.into()]).await?;
        Ok(self.execute("DELETE FROM oauth2_app_secrets WHERE id = ?1", &[id.into()]).await? > 0)
    }
}

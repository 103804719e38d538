//! Grants: what a user lets an app do, with its one access token and its one refresh token.

use crate::row::{FromRow, Row};
use crate::{Reader, Redacted, StoreError, Tx};
use chrono::{DateTime, Utc};
use uuid::Uuid;

const COLUMNS: &str = "g.id, g.app_id, g.user_id, g.secret_id, g.key_id, g.scope, g.resource, g.refresh_prefix, \
    g.refresh_hash, g.refresh_expires_at, g.rotations, g.issue_id, g.created_at, g.updated_at";

/// A grant.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs, reason = "the columns say it")]
pub struct GrantRecord {
    pub id: Uuid,
    pub app_id: Uuid,
    pub user_id: Uuid,
    /// Under which the tokens were issued; absent for a public client.
    pub secret_id: Option<Uuid>,
    /// The API key that is the access token.
    pub key_id: String,
    pub scope: String,
    /// For whom; empty when that wasn't said.
    pub resource: String,
    pub refresh_prefix: String,
    pub refresh_hash: Redacted<Vec<u8>>,
    pub refresh_expires_at: DateTime<Utc>,
    /// How often it was refreshed since it was given.
    pub rotations: i64,
    /// The redeeming of a code that it came of.
    pub issue_id: Uuid,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

/// What a grant begins with; its API key is there already.
#[derive(Debug, Clone)]
#[allow(missing_docs, reason = "as in the record")]
pub struct NewGrant {
    pub id: Uuid,
    pub issue_id: Uuid,
    pub app_id: Uuid,
    pub user_id: Uuid,
    pub secret_id: Option<Uuid>,
    pub key_id: String,
    pub scope: String,
    pub resource: String,
    pub refresh_prefix: String,
    pub refresh_hash: Redacted<Vec<u8>>,
    pub refresh_expires_at: DateTime<Utc>,
    pub now: DateTime<Utc>,
}

impl FromRow for GrantRecord {
    fn from_row(row: &mut Row<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.next()?,
            app_id: row.next()?,
            user_id: row.next()?,
            secret_id: row.next()?,
            key_id: row.next()?,
            scope: row.next()?,
            resource: row.next()?,
            refresh_prefix: row.next()?,
            refresh_hash: row.next()?,
            refresh_expires_at: row.next()?,
            rotations: row.next()?,
            issue_id: row.next()?,
            created_at: row.next()?,
            updated_at: row.next()?,
        })
    }
}

impl Reader {
    /// By the prefix of its refresh token.
    pub async fn oauth2_grant_by_refresh(&self, prefix: &str) -> Result<Option<GrantRecord>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM oauth2_grants g WHERE g.refresh_prefix = ?1");
        self.find(&sql, &[prefix.into()]).await
    }

    /// By its access token.
    pub async fn oauth2_grant_by_key(&self, key: &str) -> Result<Option<GrantRecord>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM oauth2_grants g WHERE g.key_id = ?1");
        self.find(&sql, &[key.into()]).await
    }

    /// By whom and what it is for.
    pub async fn oauth2_grant_of(&self, user: Uuid, app: Uuid) -> Result<Option<GrantRecord>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM oauth2_grants g WHERE g.user_id = ?1 AND g.app_id = ?2");
        self.find(&sql, &[user.into(), app.into()]).await
    }
}

impl Tx {
    /// Adds a grant. One of the same user for the same app must be gone by then.
    pub async fn insert_oauth2_grant(&self, new: &NewGrant) -> Result<(), StoreError> {
        let sql = "INSERT INTO oauth2_grants (id, app_id, user_id, secret_id, key_id, scope, resource, refresh_prefix, \
                   refresh_hash, refresh_expires_at, created_at, updated_at, issue_id) \
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?11, ?12)";
        let values = [
            new.id.into(),
            new.app_id.into(),
            new.user_id.into(),
            new.secret_id.into(),
            (&new.key_id).into(),
            (&new.scope).into(),
            (&new.resource).into(),
            (&new.refresh_prefix).into(),
            new.refresh_hash.0.as_slice().into(),
            new.refresh_expires_at.into(),
            new.now.into(),
            new.issue_id.into(),
        ];
        self.execute(sql, &values).await.map(|_| ())
    }

    /// Ends a grant: its access token is deleted, and all that hangs on it; false when there is none.
    pub async fn delete_oauth2_grant(&self, id: Uuid) -> Result<bool, StoreError> {
        let sql = "DELETE FROM api_keys WHERE id IN (SELECT g.key_id FROM oauth2_grants g WHERE g.id = ?1)";
        Ok(self.execute(sql, &[id.into()]).await? > 0)
    }
}

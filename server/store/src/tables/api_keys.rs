//! API keys: sessions and tokens. Only a hash of the secret is stored.

use super::key_scope;
use crate::row::{FromRow, Row};
use crate::{Inserted, KeyScope, LoginType, Reader, Redacted, StoreError, Tx};
use burgrave_core::authorization::Scope;
use chrono::{DateTime, Utc};
use uuid::Uuid;

pub(crate) const COLUMNS: &str = "k.id, k.hashed_secret, k.user_id, k.login_type, k.scope, k.scopes, k.allow_list, \
    k.token_name, k.lifetime_seconds, k.ip_address, k.created_at, k.updated_at, k.last_used_at, k.expires_at";

/// A key.
#[derive(Debug, Clone, PartialEq)]
#[allow(missing_docs, reason = "the columns say it")]
pub struct ApiKeyRecord {
    /// Ten characters; the part before the hyphen.
    pub id: String,
    /// SHA-256 of the secret.
    pub hashed_secret: Redacted<Vec<u8>>,
    pub user_id: Uuid,
    pub login_type: LoginType,
    /// How far it reaches.
    pub scope: Scope,
    pub token_name: String,
    pub lifetime_seconds: i64,
    pub ip_address: String,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
    /// Absent until it is used.
    pub last_used_at: Option<DateTime<Utc>>,
    pub expires_at: DateTime<Utc>,
}

/// What a key begins with.
#[derive(Debug, Clone)]
#[allow(missing_docs, reason = "the columns say it")]
pub struct NewApiKey {
    pub id: String,
    pub hashed_secret: Redacted<Vec<u8>>,
    pub user_id: Uuid,
    pub login_type: LoginType,
    /// How far it reaches.
    pub scope: Scope,
    /// Unique among the tokens of its user; other keys leave it empty.
    pub token_name: String,
    pub lifetime_seconds: i64,
    pub ip_address: String,
    pub expires_at: DateTime<Utc>,
    pub now: DateTime<Utc>,
}

impl FromRow for ApiKeyRecord {
    fn from_row(row: &mut Row<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.next()?,
            hashed_secret: row.next()?,
            user_id: row.next()?,
            login_type: row.next()?,
            scope: key_scope::read(row)?,
            token_name: row.next()?,
            lifetime_seconds: row.next()?,
            ip_address: row.next()?,
            created_at: row.next()?,
            updated_at: row.next()?,
            last_used_at: row.next()?,
            expires_at: row.next()?,
        })
    }
}

impl Reader {
    /// By id, expired or not.
    pub async fn api_key(&self, id: &str) -> Result<Option<ApiKeyRecord>, StoreError> {
        self.find(&format!("SELECT {COLUMNS} FROM api_keys k WHERE k.id = ?1"), &[id.into()]).await
    }
}

impl Tx {
    /// Adds a key; taken when the id is, or when a token of the same user has the name.
    pub async fn insert_api_key(&self, new: &NewApiKey) -> Result<Inserted, StoreError> {
        let sql = "INSERT INTO api_keys (id, hashed_secret, user_id, login_type, scope, scopes, allow_list, \
                   token_name, lifetime_seconds, ip_address, created_at, updated_at, expires_at) \
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?11, ?12) ON CONFLICT DO NOTHING";
        let [scope, scopes, allow_list] = key_scope::values(&new.scope);
        let values = [
            (&new.id).into(),
            new.hashed_secret.0.as_slice().into(),
            new.user_id.into(),
            new.login_type.into(),
            scope,
            scopes,
            allow_list,
            (&new.token_name).into(),
            new.lifetime_seconds.into(),
            (&new.ip_address).into(),
            new.now.into(),
            new.expires_at.into(),
        ];
        Ok(Inserted::from_count(self.execute(sql, &values).await?))
    }

    /// Notes a use: when, from where, and until when the key holds now. A key that is gone meanwhile stays gone.
    pub async fn touch_api_key(
        &self,
        id: &str,
        used: DateTime<Utc>,
        ip_address: &str,
        expires_at: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let sql = "UPDATE api_keys SET last_used_at = ?2, updated_at = ?2, ip_address = ?3, expires_at = ?4 \
                   WHERE id = ?1";
        self.execute(sql, &[id.into(), used.into(), ip_address.into(), expires_at.into()]).await.map(|_| ())
    }

    /// Deletes a key; false when there is none.
    pub async fn delete_api_key(&self, id: &str) -> Result<bool, StoreError> {
        Ok(self.execute("DELETE FROM api_keys WHERE id = ?1", &[id.into()]).await? > 0)
    }

    /// Ends the sessions of a user; tokens that they made stay. Gives how many.
    pub async fn delete_sessions_of(&self, user: Uuid) -> Result<u64, StoreError> {
        let sql = "DELETE FROM api_keys WHERE user_id = ?1 AND login_type <> 'token'";
        self.execute(sql, &[user.into()]).await
    }

    /// Deletes all keys of a user, or those of one scope; gives how many.
    pub async fn delete_api_keys_of(&self, user: Uuid, scope: Option<KeyScope>) -> Result<u64, StoreError> {
        match scope {
            None => self.execute("DELETE FROM api_keys WHERE user_id = ?1", &[user.into()]).await,
            Some(scope) => {
                let sql = "DELETE FROM api_keys WHERE user_id = ?1 AND scope = ?2";
                self.execute(sql, &[user.into(), scope.into()]).await
            }
        }
    }
}

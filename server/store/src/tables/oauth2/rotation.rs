//! A grant gets new tokens in the rows of the old ones, so that few pages change; used refresh tokens are remembered.

use super::GrantRecord;
use crate::tables::key_scope;
use crate::{Reader, Redacted, StoreError, Tx};
use burgrave_core::authorization::Scope;
use chrono::{DateTime, Utc};
use uuid::Uuid;

/// How often a grant is refreshed until it forgets those of its used refresh tokens that have ended.
const FORGETS_EVERY: i64 = 64;

/// What a grant that is given anew is for.
#[derive(Debug, Clone)]
#[allow(missing_docs, reason = "as in the record")]
pub struct Reissue {
    pub issue_id: Uuid,
    pub scope: String,
    pub resource: String,
}

/// New tokens for a grant, in the place of those that it has.
#[derive(Debug, Clone)]
#[allow(missing_docs, reason = "as in the records")]
pub struct Rotation {
    /// SHA-256 of the access token's secret; its id stays.
    pub access_hash: Redacted<Vec<u8>>,
    pub access_expires_at: DateTime<Utc>,
    /// How far the access token reaches.
    pub scope: Scope,
    pub lifetime_seconds: i64,
    pub ip_address: String,
    /// Under which the tokens are issued.
    pub secret_id: Option<Uuid>,
    /// The prefix stays.
    pub refresh_hash: Redacted<Vec<u8>>,
    pub refresh_expires_at: DateTime<Utc>,
    pub now: DateTime<Utc>,
}

impl Reader {
    /// When a grant's refresh token with this hash was used; none for one that the grant never had, or forgot.
    pub async fn oauth2_refresh_token_used_at(
        &self,
        grant: Uuid,
        hash: &[u8],
    ) -> Result<Option<DateTime<Utc>>, StoreError> {
        let sql = "SELECT used_at FROM oauth2_used_refresh_tokens WHERE grant_id = ?1 AND hashed_secret = ?2";
        let found: Option<(DateTime<Utc>,)> = self.find(sql, &[grant.into(), hash.into()]).await?;
        Ok(found.map(|(used_at,)| used_at))
    }
}

impl Tx {
    /// Gives a grant new tokens in the rows of the old ones, so that few pages change; the used refresh token is remembered.
    pub async fn rotate_oauth2_grant(&self, old: &GrantRecord, new: &Rotation) -> Result<(), StoreError> {
        if old.rotations % FORGETS_EVERY == FORGETS_EVERY - 1 {
            let forget = "DELETE FROM oauth2_used_refresh_tokens WHERE grant_id = ?1 AND expires_at <= ?2";
            self.execute(forget, &[old.id.into(), new.now.into()]).await?;
        }
        let remember = "INSERT INTO oauth2_used_refresh_tokens (grant_id, hashed_secret, used_at, expires_at) \
                        VALUES (?1, ?2, ?3, ?4)";
        let used = [
            old.id.into(),
            old.refresh_hash.0.as_slice().into(),
            new.now.into(),
            old.refresh_expires_at.into(),
        ];
        self.execute(remember, &used).await?;
        let sql = "UPDATE oauth2_grants SET refresh_hash = ?2, refresh_expires_at = ?3, updated_at = ?4, \
                   rotations = rotations + 1 WHERE id = ?1";
        let values = [
            old.id.into(),
            new.refresh_hash.0.as_slice().into(),
            new.refresh_expires_at.into(),
            new.now.into(),
        ];
        self.execute(sql, &values).await?;
        self.rotate_access_token(old, new).await
    }

    /// Gives a grant anew, in the rows of the old one: with other tokens, and as if it had never been refreshed.
    pub async fn replace_oauth2_grant(
        &self,
        old: &GrantRecord,
        again: &Reissue,
        new: &Rotation,
    ) -> Result<(), StoreError> {
        if old.rotations > 0 {
            let forget = "DELETE FROM oauth2_used_refresh_tokens WHERE grant_id = ?1";
            self.execute(forget, &[old.id.into()]).await?;
        }
        let sql = "UPDATE oauth2_grants SET refresh_hash = ?2, refresh_expires_at = ?3, created_at = ?4, updated_at = ?4, \
                   rotations = 0, issue_id = ?5, scope = ?6, resource = ?7 WHERE id = ?1";
        let values = [
            old.id.into(),
            new.refresh_hash.0.as_slice().into(),
            new.refresh_expires_at.into(),
            new.now.into(),
            again.issue_id.into(),
            (&again.scope).into(),
            (&again.resource).into(),
        ];
        self.execute(sql, &values).await?;
        self.rotate_access_token(old, new).await
    }

    async fn rotate_access_token(&self, old: &GrantRecord, new: &Rotation) -> Result<(), StoreError> {
        // Written only where it differs, because an index is written with it.
        if old.secret_id != new.secret_id {
            let sql = "UPDATE oauth2_grants SET secret_id = ?2 WHERE id = ?1";
            self.execute(sql, &[old.id.into(), new.secret_id.into()]).await?;
        }
        let sql = "UPDATE api_keys SET hashed_secret = ?2, scope = ?3, scopes = ?4, allow_list = ?5, lifetime_seconds = ?6, \
                   ip_address = ?7, created_at = ?8, updated_at = ?8, last_used_at = NULL, expires_at = ?9 WHERE id = ?1";
        let [scope, scopes, allow_list] = key_scope::values(&new.scope);
        let values = [
            (&old.key_id).into(),
            new.access_hash.0.as_slice().into(),
            scope,
            scopes,
            allow_list,
            new.lifetime_seconds.into(),
            (&new.ip_address).into(),
            new.now.into(),
            new.access_expires_at.into(),
        ];
        self.execute(sql, &values).await.map(|_| ())
    }
}

//! A grant gets new tokens in the rows of the old ones, so that few pages change; used refresh tokens are
//! remembered.

use super::GrantRecord;
use crate::table::table;
use crate::tables::key_scope;
use crate::{KeyScope, Reader, Redacted, StoreError, Tx};
use burgrave_core::authorization::Scope;
use burgrave_core::ids::{AppSecretId, GrantId, IssueId};
use chrono::{DateTime, Utc};

/// How often a grant is refreshed until it forgets those of its used refresh tokens that have ended.
const FORGETS_EVERY: i64 = 64;

table! {
    OAUTH2_USED_REFRESH_TOKENS = "oauth2_used_refresh_tokens" as "t";

    write
    /// A refresh token that was used.
    struct UsedRefreshToken {
        key { grant_id: GrantId, hashed_secret: Redacted<Vec<u8>> }
        columns { used_at: DateTime<Utc>, expires_at: DateTime<Utc> }
    }
}

table! {
    OAUTH2_GRANTS = "oauth2_grants" as "g";

    write
    /// A grant after a refresh.
    struct RefreshedGrant {
        key { id: GrantId }
        columns {
            refresh_hash: Redacted<Vec<u8>>,
            refresh_expires_at: DateTime<Utc>,
            access_scope: String,
            updated_at: DateTime<Utc>,
        }
        also ["rotations = rotations + 1"]
    }

    write
    /// A grant that is given again.
    struct ReplacedGrant {
        key { id: GrantId }
        columns {
            refresh_hash: Redacted<Vec<u8>>,
            refresh_expires_at: DateTime<Utc>,
            issue_id: IssueId,
            scope: String,
            access_scope: String,
            resource: String,
            authenticated_at: DateTime<Utc>,
            created_at: DateTime<Utc>,
            updated_at: DateTime<Utc>,
        }
        also ["rotations = 0"]
    }
}

table! {
    ACCESS_TOKENS = "api_keys" as "k";

    write
    /// An access token that takes the place of another.
    struct RotatedKey {
        key { id: String }
        columns {
            hashed_secret: Redacted<Vec<u8>>,
            lifetime_seconds: i64,
            ip_address: String,
            created_at: DateTime<Utc>,
            updated_at: DateTime<Utc>,
            expires_at: DateTime<Utc>,
        }
        given { reach: Scope }
        derived |new| {
            scope: KeyScope = key_scope::word(&new.reach),
            scopes: Option<String> = key_scope::names(&new.reach),
            allow_list: Option<String> = key_scope::objects(&new.reach),
        }
        also ["last_used_at = NULL"]
    }
}

/// What a grant that is given again is for.
#[derive(Debug, Clone)]
#[allow(missing_docs, reason = "as in the record")]
pub struct Reissue {
    pub issue_id: IssueId,
    pub scope: String,
    pub resource: String,
    pub authenticated_at: DateTime<Utc>,
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
    /// The same as a list, with what it tells.
    pub access_scope: String,
    pub lifetime_seconds: i64,
    pub ip_address: String,
    /// Under which the tokens are issued.
    pub secret_id: Option<AppSecretId>,
    /// The prefix stays. Empty where there is no refresh token.
    pub refresh_hash: Redacted<Vec<u8>>,
    pub refresh_expires_at: DateTime<Utc>,
    pub now: DateTime<Utc>,
}

impl Reader {
    /// When a grant's refresh token with this hash was used; none for one that the grant never had, or
    /// forgot.
    pub async fn oauth2_refresh_token_used_at(
        &self,
        grant: GrantId,
        hash: &[u8],
    ) -> Result<Option<DateTime<Utc>>, StoreError> {
        let sql = "SELECT used_at FROM oauth2_used_refresh_tokens WHERE grant_id = ?1 AND hashed_secret = ?2";
        let found: Option<(DateTime<Utc>,)> = self.find(sql, &[grant.into(), hash.into()]).await?;
        Ok(found.map(|(used_at,)| used_at))
    }
}

impl Tx {
    /// Gives a grant new tokens in the rows of the old ones, so that few pages change; the used refresh token
    /// is remembered.
    pub async fn rotate_oauth2_grant(&self, old: &GrantRecord, new: &Rotation) -> Result<(), StoreError> {
        if old.rotations % FORGETS_EVERY == FORGETS_EVERY - 1 {
            let forget = "DELETE FROM oauth2_used_refresh_tokens WHERE grant_id = ?1 AND expires_at <= ?2";
            self.execute(forget, &[old.id.into(), new.now.into()]).await?;
        }
        self.insert(&UsedRefreshToken {
            grant_id: old.id,
            hashed_secret: old.refresh_hash.clone(),
            used_at: new.now,
            expires_at: old.refresh_expires_at,
        })
        .await?;
        self.update(&RefreshedGrant {
            id: old.id,
            refresh_hash: new.refresh_hash.clone(),
            refresh_expires_at: new.refresh_expires_at,
            access_scope: new.access_scope.clone(),
            updated_at: new.now,
        })
        .await?;
        self.rotate_access_token(old, new).await
    }

    /// Reissues a grant in the rows of the old one: with other tokens, and as if it had never been refreshed.
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
        self.update(&ReplacedGrant {
            id: old.id,
            refresh_hash: new.refresh_hash.clone(),
            refresh_expires_at: new.refresh_expires_at,
            issue_id: again.issue_id,
            scope: again.scope.clone(),
            access_scope: again.scope.clone(),
            resource: again.resource.clone(),
            authenticated_at: again.authenticated_at,
            created_at: new.now,
            updated_at: new.now,
        })
        .await?;
        self.rotate_access_token(old, new).await
    }

    async fn rotate_access_token(&self, old: &GrantRecord, new: &Rotation) -> Result<(), StoreError> {
        // Written only where it differs, because an index is written with it.
        if old.secret_id != new.secret_id {
            let sql = "UPDATE oauth2_grants SET secret_id = ?2 WHERE id = ?1";
            self.execute(sql, &[old.id.into(), new.secret_id.into()]).await?;
        }
        self.update(&RotatedKey {
            id: old.key_id.clone(),
            hashed_secret: new.access_hash.clone(),
            lifetime_seconds: new.lifetime_seconds,
            ip_address: new.ip_address.clone(),
            created_at: new.now,
            updated_at: new.now,
            expires_at: new.access_expires_at,
            reach: new.scope.clone(),
        })
        .await
        .map(|_| ())
    }
}

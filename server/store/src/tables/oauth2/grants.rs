//! Grants: what a user lets an app do, with its one access token and its one refresh token.

use crate::table::table;
use crate::{Reader, Redacted, StoreError, Tx};
use burgrave_core::ids::{AppId, AppSecretId, GrantId, IssueId, UserId};
use chrono::{DateTime, Utc};

table! {
    OAUTH2_GRANTS = "oauth2_grants" as "g";

    read
    /// A grant.
    #[derive(Debug, Clone, PartialEq, Eq)]
    #[allow(missing_docs, reason = "the columns say it")]
    pub struct GrantRecord {
        pub id: GrantId,
        pub app_id: AppId,
        pub user_id: UserId,
        /// Under which the tokens were issued; absent for a public client.
        pub secret_id: Option<AppSecretId>,
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
        /// The redemption of the code that it was issued for.
        pub issue_id: IssueId,
        pub created_at: DateTime<Utc>,
        pub updated_at: DateTime<Utc>,
        /// What the access token may do and tells: the grant's scopes, or fewer.
        pub access_scope: String,
        /// When the user had logged in who gave it.
        pub authenticated_at: DateTime<Utc>,
    }

    write
    /// A new grant; its API key is there already.
    #[derive(Debug, Clone)]
    #[allow(missing_docs, reason = "as in the record")]
    pub struct NewGrant {
        key { pub id: GrantId }
        columns {
            pub issue_id: IssueId,
            pub app_id: AppId,
            pub user_id: UserId,
            pub secret_id: Option<AppSecretId>,
            pub key_id: String,
            pub scope: String,
            pub resource: String,
            pub authenticated_at: DateTime<Utc>,
            pub refresh_prefix: String,
            /// Empty where there is no refresh token: no token has this hash.
            pub refresh_hash: Redacted<Vec<u8>>,
            pub refresh_expires_at: DateTime<Utc>,
        }
        given { pub now: DateTime<Utc> }
        derived |new| { updated_at: DateTime<Utc> = new.now, access_scope: String = new.scope.clone() }
        first |new| { created_at: DateTime<Utc> = new.now }
    }
}

/// Selects grants.
fn select(rest: &str) -> String {
    format!("SELECT {} FROM oauth2_grants g {rest}", GrantRecord::COLUMNS)
}

impl Reader {
    /// By the prefix of its refresh token.
    pub async fn oauth2_grant_by_refresh(&self, prefix: &str) -> Result<Option<GrantRecord>, StoreError> {
        self.find(&select("WHERE g.refresh_prefix = ?1"), &[prefix.into()]).await
    }

    /// By its access token.
    pub async fn oauth2_grant_by_key(&self, key: &str) -> Result<Option<GrantRecord>, StoreError> {
        self.find(&select("WHERE g.key_id = ?1"), &[key.into()]).await
    }

    /// By whom and what it is for.
    pub async fn oauth2_grant_of(&self, user: UserId, app: AppId) -> Result<Option<GrantRecord>, StoreError> {
        self.find(&select("WHERE g.user_id = ?1 AND g.app_id = ?2"), &[user.into(), app.into()]).await
    }
}

impl Tx {
    /// Adds a grant. One of the same user for the same app must be deleted before.
    pub async fn insert_oauth2_grant(&self, new: &NewGrant) -> Result<(), StoreError> {
        self.insert(new).await
    }

    /// Ends a grant: its access token is deleted, and all that hangs on it; false when there is none.
    pub async fn delete_oauth2_grant(&self, id: GrantId) -> Result<bool, StoreError> {
        let sql = "DELETE FROM api_keys WHERE id IN (SELECT g.key_id FROM oauth2_grants g WHERE g.id = ?1)";
        Ok(self.execute(sql, &[id.into()]).await? > 0)
    }
}

//! API keys: sessions and tokens. Only a hash of the secret is stored.

use super::key_scope;
use crate::table::table;
use crate::{Inserted, KeyScope, LoginType, Reader, Redacted, StoreError, Tx};
use burgrave_core::authorization::{Authorized, Create, Delete, Scope};
use burgrave_core::ids::UserId;
use chrono::{DateTime, Utc};

/// How many addresses of one user's keys are looked at.
const MAX_ADDRESSES: i64 = 256;

table! {
    API_KEYS = "api_keys" as "k";

    read
    /// A key.
    #[derive(Debug, Clone, PartialEq)]
    #[allow(missing_docs, reason = "the columns say it")]
    pub struct ApiKeyRecord {
        /// Ten characters; the part before the hyphen.
        pub id: String,
        /// SHA-256 of the secret.
        pub hashed_secret: Redacted<Vec<u8>>,
        pub user_id: UserId,
        pub login_type: LoginType,
        /// How far it reaches.
        pub scope: Scope = key_scope::read [
            scope: KeyScope, scopes: Option<Vec<String>>, allow_list: Option<Vec<String>>
        ],
        pub token_name: String,
        pub lifetime_seconds: i64,
        pub ip_address: String,
        pub created_at: DateTime<Utc>,
        pub updated_at: DateTime<Utc>,
        /// Absent until it is used.
        pub last_used_at: Option<DateTime<Utc>>,
        pub expires_at: DateTime<Utc>,
        /// The key that it was made from, and ends with.
        pub parent_id: Option<String>,
        /// It ends when it was said, however much it is used.
        pub fixed_end: bool,
    }

    write
    /// A new key.
    #[derive(Debug, Clone)]
    #[allow(missing_docs, reason = "the columns say it")]
    pub struct NewApiKey {
        key { pub id: String }
        columns {
            pub hashed_secret: Redacted<Vec<u8>>,
            pub user_id: UserId,
            pub login_type: LoginType,
            /// Unique among the tokens of its user; other keys leave it empty.
            pub token_name: String,
            pub lifetime_seconds: i64,
            pub ip_address: String,
            pub expires_at: DateTime<Utc>,
            /// The key that it is made from; when that is ended, this one is too.
            pub parent_id: Option<String>,
            /// It ends when it was said, however much it is used.
            pub fixed_end: bool,
        }
        given {
            /// How far it reaches.
            pub scope: Scope,
            pub now: DateTime<Utc>,
        }
        derived |new| {
            scope: KeyScope = key_scope::word(&new.scope),
            scopes: Option<String> = key_scope::names(&new.scope),
            allow_list: Option<String> = key_scope::objects(&new.scope),
            created_at: DateTime<Utc> = new.now,
            updated_at: DateTime<Utc> = new.now,
        }
    }
}

/// All keys of a user.
#[derive(Debug, Clone, Copy)]
#[allow(missing_docs, reason = "the type says it")]
pub struct UserKeys {
    pub user_id: UserId,
}

/// What is left of the keys of a user for whom everything ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeptKeys {
    /// Nothing.
    None,
    /// Sessions and tokens stay for a while as expired since this time, so that their holders get the reason
    /// of the refusal.
    Expired(DateTime<Utc>),
}

impl Reader {
    /// By id, expired or not.
    pub async fn api_key(&self, id: &str) -> Result<Option<ApiKeyRecord>, StoreError> {
        self.find(&format!("SELECT {} FROM api_keys k WHERE k.id = ?1", ApiKeyRecord::COLUMNS), &[id.into()])
            .await
    }

    /// From where the keys of a user were made or used last, each address once; at most [`MAX_ADDRESSES`].
    pub async fn addresses_of_keys(&self, user: UserId) -> Result<Vec<String>, StoreError> {
        let sql = "SELECT DISTINCT k.ip_address FROM api_keys k WHERE k.user_id = ?1 LIMIT ?2";
        let found: Vec<(String,)> = self.fetch(sql, &[user.into(), MAX_ADDRESSES.into()]).await?;
        Ok(found.into_iter().map(|(address,)| address).collect())
    }
}

impl Tx {
    /// Adds a key; taken when the id is, or when a token of the same user has the name.
    pub async fn insert_api_key(&self, new: &Authorized<Create, NewApiKey>) -> Result<Inserted, StoreError> {
        self.insert_new(&**new).await
    }

    /// Records a use: time, address, and new expiry. A key that was deleted meanwhile stays deleted.
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

    /// Deletes a key, and those that were made from it; false when there is none.
    pub async fn delete_api_key(&self, key: &Authorized<Delete, ApiKeyRecord>) -> Result<bool, StoreError> {
        Ok(self.execute("DELETE FROM api_keys WHERE id = ?1", &[(&key.id).into()]).await? > 0)
    }

    /// Ends the sessions of a user that were opened through the identity provider. Gives how many.
    pub async fn delete_provider_sessions_of(
        &self,
        of: &Authorized<Delete, UserKeys>,
    ) -> Result<u64, StoreError> {
        let sql = "DELETE FROM api_keys WHERE user_id = ?1 AND login_type = ?2";
        self.execute(sql, &[of.user_id.into(), LoginType::Oidc.into()]).await
    }

    /// Deletes all keys of a user that have this scope; gives how many.
    pub async fn delete_api_keys_of(
        &self,
        of: &Authorized<Delete, UserKeys>,
        scope: KeyScope,
    ) -> Result<u64, StoreError> {
        let sql = "DELETE FROM api_keys WHERE user_id = ?1 AND scope = ?2";
        self.execute(sql, &[of.user_id.into(), scope.into()]).await
    }

    /// Permanently ends every credential of this user: sessions and tokens, what apps were granted with their
    /// access and refresh tokens, authorization codes, and codes of devices.
    pub async fn end_everything_of(
        &self,
        of: &Authorized<Delete, UserKeys>,
        kept: KeptKeys,
    ) -> Result<(), StoreError> {
        self.end_all(of.user_id, kept).await
    }

    /// The same as a part of a deletion.
    pub(super) async fn end_all(&self, user: UserId, kept: KeptKeys) -> Result<(), StoreError> {
        self.delete_oauth2_codes(user, None).await?;
        let KeptKeys::Expired(now) = kept else {
            let sql = "DELETE FROM api_keys WHERE user_id = ?1";
            return self.execute(sql, &[user.into()]).await.map(|_| ());
        };
        let apps = "DELETE FROM api_keys WHERE user_id = ?1 AND login_type = ?2";
        self.execute(apps, &[user.into(), LoginType::Oauth2ProviderApp.into()]).await?;
        let sql =
            "UPDATE api_keys SET expires_at = ?2, updated_at = ?2 WHERE user_id = ?1 AND expires_at > ?2";
        self.execute(sql, &[user.into(), now.into()]).await.map(|_| ())
    }
}

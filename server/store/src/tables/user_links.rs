//! Accounts at an identity provider, one a user at most. Tokens are sealed before they come here.

use crate::table::table;
use crate::{Reader, Redacted, StoreError, Tx};
use burgrave_core::ids::UserId;
use chrono::{DateTime, Utc};

table! {
    USER_LINKS = "user_links" as "l";

    read
    /// An account at a provider.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct UserLinkRecord {
        /// The user here.
        pub user_id: UserId,
        /// Issuer and subject.
        pub linked_id: String,
        /// The provider's tokens, sealed for this user.
        pub sealed_tokens: Redacted<Vec<u8>>,
        /// When the access token ends; absent when it never does.
        pub tokens_expire_at: Option<DateTime<Utc>>,
    }

    write
    /// The account of a user from now on.
    struct NewUserLink {
        key { user_id: UserId }
        columns {
            linked_id: String,
            sealed_tokens: Redacted<Vec<u8>>,
            tokens_expire_at: Option<DateTime<Utc>>,
            updated_at: DateTime<Utc>,
        }
        first |new| { created_at: DateTime<Utc> = new.updated_at }
    }
}

/// Selects accounts.
fn select(rest: &str) -> String {
    format!("SELECT {} FROM user_links l {rest}", UserLinkRecord::COLUMNS)
}

impl Reader {
    /// The account of a user.
    pub async fn user_link(&self, user: UserId) -> Result<Option<UserLinkRecord>, StoreError> {
        self.find(&select("WHERE l.user_id = ?1"), &[user.into()]).await
    }

    /// The account with this issuer and subject.
    pub async fn user_link_by_id(&self, linked_id: &str) -> Result<Option<UserLinkRecord>, StoreError> {
        self.find(&select("WHERE l.linked_id = ?1"), &[linked_id.into()]).await
    }
}

impl Tx {
    /// Sets or replaces the account of a user.
    ///
    /// # Errors
    /// `Conflict` when another user has the account.
    pub async fn set_user_link(&self, link: &UserLinkRecord, now: DateTime<Utc>) -> Result<(), StoreError> {
        self.put(&NewUserLink {
            user_id: link.user_id,
            linked_id: link.linked_id.clone(),
            sealed_tokens: link.sealed_tokens.clone(),
            tokens_expire_at: link.tokens_expire_at,
            updated_at: now,
        })
        .await
    }

    /// Forgets the account of a user and the claims that came from it.
    pub async fn delete_user_link(&self, user: UserId) -> Result<(), StoreError> {
        self.execute("DELETE FROM user_links WHERE user_id = ?1", &[user.into()]).await?;
        self.execute("DELETE FROM user_claims WHERE user_id = ?1", &[user.into()]).await?;
        self.execute("DELETE FROM user_claim_sets WHERE user_id = ?1", &[user.into()]).await?;
        Ok(())
    }
}

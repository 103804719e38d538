//! Accounts at an identity provider, one a user at most. Tokens are sealed before they come here.

use crate::row::{FromRow, Row};
use crate::{Reader, Redacted, StoreError, Tx};
use chrono::{DateTime, Utc};
use uuid::Uuid;

const COLUMNS: &str = "l.user_id, l.linked_id, l.sealed_tokens, l.tokens_expire_at";

/// An account at a provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserLinkRecord {
    /// The user here.
    pub user_id: Uuid,
    /// Issuer and subject.
    pub linked_id: String,
    /// The provider's tokens, sealed for this user.
    pub sealed_tokens: Redacted<Vec<u8>>,
    /// When the access token ends; absent when it never does.
    pub tokens_expire_at: Option<DateTime<Utc>>,
}

impl FromRow for UserLinkRecord {
    fn from_row(row: &mut Row<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            user_id: row.next()?,
            linked_id: row.next()?,
            sealed_tokens: row.next()?,
            tokens_expire_at: row.next()?,
        })
    }
}

impl Reader {
    /// The account of a user.
    pub async fn user_link(&self, user: Uuid) -> Result<Option<UserLinkRecord>, StoreError> {
        self.find(&format!("SELECT {COLUMNS} FROM user_links l WHERE l.user_id = ?1"), &[user.into()]).await
    }

    /// The account with this issuer and subject.
    pub async fn user_link_by_id(&self, linked_id: &str) -> Result<Option<UserLinkRecord>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM user_links l WHERE l.linked_id = ?1");
        self.find(&sql, &[linked_id.into()]).await
    }
}

impl Tx {
    /// Sets the account of a user, whatever it was before.
    ///
    /// # Errors
    /// `Conflict` when another user has the account.
    pub async fn set_user_link(&self, link: &UserLinkRecord, now: DateTime<Utc>) -> Result<(), StoreError> {
        let sql = "INSERT INTO user_links (user_id, linked_id, sealed_tokens, tokens_expire_at, created_at, updated_at) \
                   VALUES (?1, ?2, ?3, ?4, ?5, ?5) ON CONFLICT (user_id) DO UPDATE SET linked_id = excluded.linked_id, \
                   sealed_tokens = excluded.sealed_tokens, tokens_expire_at = excluded.tokens_expire_at, \
                   updated_at = excluded.updated_at";
        let values = [
            link.user_id.into(),
            (&link.linked_id).into(),
            link.sealed_tokens.0.as_slice().into(),
            link.tokens_expire_at.into(),
            now.into(),
        ];
        self.execute(sql, &values).await.map(|_| ())
    }

    /// Forgets the account of a user and the claims that came from it.
    pub async fn delete_user_link(&self, user: Uuid) -> Result<(), StoreError> {
        self.execute("DELETE FROM user_links WHERE user_id = ?1", &[user.into()]).await?;
        self.execute("DELETE FROM user_claims WHERE user_id = ?1", &[user.into()]).await?;
        Ok(())
    }
}

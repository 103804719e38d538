//! Lists of keys, and keys by what people know of them.

use super::api_keys::ApiKeyRecord;
use crate::row::{FromRow, Row};
use crate::visibility::Columns;
use crate::{Reader, StoreError, Tx};
use burgrave_core::authorization::{Authorized, Update, Visible};
use burgrave_core::ids::UserId;
use chrono::{DateTime, Utc};

/// Which keys a list holds.
#[derive(Debug, Clone, Default)]
pub struct KeyFilter {
    /// Sessions as well, not only tokens.
    pub sessions: bool,
    /// Of this user; absent = of everyone.
    pub user: Option<UserId>,
    /// Only those that the caller may read; absent = all.
    pub visible: Option<Visible>,
    /// Only what ends after this time; absent = expired ones as well.
    pub valid_at: Option<DateTime<Utc>>,
}

/// Keys have no UUID, and belong to their users.
const PLACES: Columns =
    Columns { id: None, owner: Some("k.user_id"), organization: None, groups: false, lists: None };

/// A key and its user's name.
#[derive(Debug, Clone, PartialEq)]
#[allow(missing_docs, reason = "the types say it")]
pub struct KeyWithUser {
    pub key: ApiKeyRecord,
    pub username: String,
}

impl FromRow for KeyWithUser {
    fn from_row(row: &mut Row<'_>) -> Result<Self, StoreError> {
        Ok(Self { key: ApiKeyRecord::from_row(row)?, username: row.next()? })
    }
}

impl Reader {
    /// Keys, oldest first.
    pub async fn keys(&self, asked: &KeyFilter) -> Result<Vec<KeyWithUser>, StoreError> {
        let mut filter = self.filter();
        if !asked.sessions {
            filter.and("k.login_type = 'token'");
        }
        if let Some(user) = asked.user {
            let place = filter.bind(user);
            filter.and(format!("k.user_id = {place}"));
        }
        PLACES.restrict(&mut filter, asked.visible.as_ref());
        if let Some(time) = asked.valid_at {
            let place = filter.bind(time);
            filter.and(format!("k.expires_at > {place}"));
        }
        let sql = format!(
            "SELECT {}, u.username FROM api_keys k JOIN users u ON u.id = k.user_id {} \
             ORDER BY k.created_at, k.id",
            ApiKeyRecord::COLUMNS,
            filter.clause()
        );
        self.fetch(&sql, &filter.values).await
    }

    /// A token by its name, in its exact letter case.
    pub async fn token_by_name(&self, user: UserId, name: &str) -> Result<Option<ApiKeyRecord>, StoreError> {
        let sql = format!(
            "SELECT {} FROM api_keys k \
             WHERE k.user_id = ?1 AND k.token_name = ?2 AND k.login_type = 'token'",
            ApiKeyRecord::COLUMNS
        );
        self.find(&sql, &[user.into(), name.into()]).await
    }
}

impl Tx {
    /// Lets a key end at this time, and deletes those that were made from it; false when there is none.
    pub async fn expire_api_key(
        &self,
        key: &Authorized<Update, ApiKeyRecord>,
        at: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        let id = &key.id;
        self.execute("DELETE FROM api_keys WHERE parent_id = ?1", &[id.into()]).await?;
        let sql = "UPDATE api_keys SET expires_at = ?2, updated_at = ?2 WHERE id = ?1";
        Ok(self.execute(sql, &[id.into(), at.into()]).await? > 0)
    }
}

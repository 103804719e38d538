//! The read behind every request: a key, its user, and where that user is a member.

use super::api_keys::{self, ApiKeyRecord};
use super::users::{self, UserRecord};
use crate::row::{FromRow, Row};
use crate::{Reader, StoreError};
use uuid::Uuid;

/// All that decides who a caller is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Authentication {
    /// The key, expired or not; the caller compares its secret and its time.
    pub key: ApiKeyRecord,
    /// Its user, never a deleted one.
    pub user: UserRecord,
    /// The user's organizations, none of them deleted.
    pub memberships: Vec<Membership>,
}

/// A user's place in one organization.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Membership {
    /// The organization.
    pub organization_id: Uuid,
    /// Roles in it; the implicit `organization-member` is not listed.
    pub roles: Vec<String>,
}

/// One row of the join; a user without organizations gives one row without membership.
struct Joined {
    key: ApiKeyRecord,
    user: UserRecord,
    membership: Option<Membership>,
}

impl FromRow for Joined {
    fn from_row(row: &mut Row<'_>) -> Result<Self, StoreError> {
        let (key, user) = (ApiKeyRecord::from_row(row)?, UserRecord::from_row(row)?);
        let (organization, roles) = (row.next::<Option<Uuid>>()?, row.next::<Option<Vec<String>>>()?);
        let membership =
            organization.zip(roles).map(|(organization_id, roles)| Membership { organization_id, roles });
        Ok(Self { key, user, membership })
    }
}

impl Reader {
    /// The key with this id, its user and memberships, in one query; nothing when the key or its user is gone.
    pub async fn authentication(&self, key_id: &str) -> Result<Option<Authentication>, StoreError> {
        let sql = statement();
        let mut rows = self.fetch::<Joined>(sql, &[key_id.into()]).await?.into_iter();
        let Some(first) = rows.next() else { return Ok(None) };
        let memberships = first.membership.into_iter().chain(rows.filter_map(|row| row.membership)).collect();
        Ok(Some(Authentication { key: first.key, user: first.user, memberships }))
    }

    /// Where a user is a member.
    pub async fn memberships(&self, user: Uuid) -> Result<Vec<Membership>, StoreError> {
        let sql = "SELECT m.organization_id, m.roles FROM organization_members m WHERE m.user_id = ?1";
        let rows = self.fetch::<(Uuid, Vec<String>)>(sql, &[user.into()]).await?;
        Ok(rows.into_iter().map(|(organization_id, roles)| Membership { organization_id, roles }).collect())
    }
}

/// The text is put together once: this is the most frequent statement of all.
fn statement() -> &'static str {
    static SQL: std::sync::OnceLock<String> = std::sync::OnceLock::new();
    SQL.get_or_init(|| {
        format!(
            "SELECT {}, {}, m.organization_id, m.roles FROM api_keys k JOIN users u ON u.id = k.user_id \
             LEFT JOIN organization_members m ON m.user_id = k.user_id WHERE k.id = ?1 AND u.deleted_at IS NULL",
            api_keys::COLUMNS,
            users::COLUMNS
        )
    })
}

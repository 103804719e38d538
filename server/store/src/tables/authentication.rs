//! The read behind every request: a key, its user, where that user is a member, and with which groups and roles.

use super::api_keys::{self, ApiKeyRecord};
use super::custom_roles::CustomRoleRecord;
use super::users::{self, UserRecord};
use crate::row::{FromRow, Row};
use crate::{Reader, StoreError};
use burgrave_core::authorization::OrganizationRole;
use uuid::Uuid;

/// All that decides who a caller is.
#[derive(Debug, Clone, PartialEq)]
pub struct Authentication {
    /// The key, expired or not; the caller compares its secret and its time.
    pub key: ApiKeyRecord,
    /// Its user, never a deleted one.
    pub user: UserRecord,
    /// The user's organizations, none of them deleted.
    pub memberships: Vec<Membership>,
    /// The groups that the user was put into; Everyone is not among them.
    pub groups: Vec<Uuid>,
    /// The custom roles that the memberships name, and perhaps roles of the same name in others of the organizations.
    pub custom_roles: Vec<CustomRoleRecord>,
}

/// A user's place in one organization.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Membership {
    /// The organization.
    pub organization_id: Uuid,
    /// Roles in it; the implicit `organization-member` is not listed.
    pub roles: Vec<String>,
}

/// One row of the join: a membership, and one of the user's groups in that organization. A user without organizations gives
/// one row without membership, an organization without groups one row without group.
struct Joined {
    key: ApiKeyRecord,
    user: UserRecord,
    membership: Option<Membership>,
    group: Option<Uuid>,
}

impl FromRow for Joined {
    fn from_row(row: &mut Row<'_>) -> Result<Self, StoreError> {
        let (key, user) = (ApiKeyRecord::from_row(row)?, UserRecord::from_row(row)?);
        let (organization, roles) = (row.next::<Option<Uuid>>()?, row.next::<Option<Vec<String>>>()?);
        let membership =
            organization.zip(roles).map(|(organization_id, roles)| Membership { organization_id, roles });
        Ok(Self { key, user, membership, group: row.next()? })
    }
}

impl Reader {
    /// The key with this id, its user, memberships and groups, in one query; nothing when the key or its user is gone.
    /// Whoever has custom roles costs a second one.
    pub async fn authentication(&self, key_id: &str) -> Result<Option<Authentication>, StoreError> {
        let rows = self.fetch::<Joined>(statement(), &[key_id.into()]).await?;
        let Some(mut found) = gathered(rows) else { return Ok(None) };
        found.custom_roles = self.custom_roles_of(&found.memberships).await?;
        Ok(Some(found))
    }

    async fn custom_roles_of(&self, memberships: &[Membership]) -> Result<Vec<CustomRoleRecord>, StoreError> {
        let mut organizations = Vec::new();
        let mut names = Vec::new();
        for place in memberships {
            let custom = place.roles.iter().filter(|name| OrganizationRole::from_word(name).is_none());
            let before = names.len();
            names.extend(custom.map(String::as_str));
            if names.len() > before {
                organizations.push(place.organization_id);
            }
        }
        if names.is_empty() { Ok(Vec::new()) } else { self.custom_roles_named(&organizations, &names).await }
    }

    /// Where a user is a member.
    pub async fn memberships(&self, user: Uuid) -> Result<Vec<Membership>, StoreError> {
        let sql = "SELECT m.organization_id, m.roles FROM organization_members m WHERE m.user_id = ?1";
        let rows = self.fetch::<(Uuid, Vec<String>)>(sql, &[user.into()]).await?;
        Ok(rows.into_iter().map(|(organization_id, roles)| Membership { organization_id, roles }).collect())
    }
}

fn gathered(rows: Vec<Joined>) -> Option<Authentication> {
    let mut rows = rows.into_iter();
    let Joined { key, user, membership, group } = rows.next()?;
    let (mut memberships, mut groups) = (Vec::from_iter(membership), Vec::from_iter(group));
    for row in rows {
        let known =
            |place: &Membership| memberships.iter().any(|one| one.organization_id == place.organization_id);
        memberships.extend(row.membership.filter(|place| !known(place)));
        groups.extend(row.group);
    }
    Some(Authentication { key, user, memberships, groups, custom_roles: Vec::new() })
}

/// The text is put together once: this is the most frequent statement of all.
fn statement() -> &'static str {
    static SQL: std::sync::OnceLock<String> = std::sync::OnceLock::new();
    SQL.get_or_init(|| {
        format!(
            "SELECT {}, {}, m.organization_id, m.roles, g.group_id FROM api_keys k JOIN users u ON u.id = k.user_id \
             LEFT JOIN organization_members m ON m.user_id = k.user_id \
             LEFT JOIN group_members g ON g.organization_id = m.organization_id AND g.user_id = m.user_id \
             WHERE k.id = ?1 AND u.deleted_at IS NULL",
            api_keys::COLUMNS,
            users::COLUMNS
        )
    })
}

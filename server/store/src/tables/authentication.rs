//! The read behind every request: a key, its user, where that user is a member, and with which groups and roles.

use super::api_keys::ApiKeyRecord;
use super::custom_roles::CustomRoleRecord;
use super::memberships::{Groups, Membership, Memberships, columns};
use super::users::UserRecord;
use crate::migrations::Dialect;
use crate::row::{FromRow, Row};
use crate::{Reader, StoreError};
use burgrave_core::authorization::OrganizationRole;
use burgrave_core::ids::GroupId;
use std::sync::LazyLock;

/// How many custom roles one query reads.
const ROLES_AT_ONCE: usize = 64;

/// All that decides who a caller is.
#[derive(Debug, Clone, PartialEq)]
pub struct Authentication {
    /// The key, expired or not; the caller compares its secret and its time.
    pub key: ApiKeyRecord,
    /// Its user, never a deleted one.
    pub user: UserRecord,
    /// The user's organizations, none of them deleted, in the order of their ids.
    pub memberships: Vec<Membership>,
    /// The groups that the user was put into; Everyone is not among them.
    pub groups: Vec<GroupId>,
    /// The custom roles that the memberships name.
    pub custom_roles: Vec<CustomRoleRecord>,
}

/// Everything but the custom roles comes as one row.
impl FromRow for Authentication {
    fn from_row(row: &mut Row<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            key: ApiKeyRecord::from_row(row)?,
            user: UserRecord::from_row(row)?,
            memberships: row.next::<Memberships>()?.0,
            groups: row.next::<Groups>()?.0,
            custom_roles: Vec::new(),
        })
    }
}

impl Reader {
    /// The key with this id, its user, memberships and groups, in one query; nothing when the key or its user is gone.
    /// Whoever has custom roles, or is in very many organizations or groups, costs further ones.
    pub async fn authentication(&self, key_id: &str) -> Result<Option<Authentication>, StoreError> {
        let Some(mut found) = self.find::<Authentication>(self.statement(), &[key_id.into()]).await? else {
            return Ok(None);
        };
        self.rest_of_memberships(found.user.id, &mut found.memberships).await?;
        self.rest_of_groups(found.user.id, &mut found.groups).await?;
        found.custom_roles = self.custom_roles_of(&found.memberships).await?;
        Ok(Some(found))
    }

    async fn custom_roles_of(&self, memberships: &[Membership]) -> Result<Vec<CustomRoleRecord>, StoreError> {
        let of = |place: &Membership| {
            let custom = place.roles.iter().filter(|name| OrganizationRole::from_word(name).is_none());
            custom.map(|name| (place.organization_id, name.clone())).collect::<Vec<_>>()
        };
        let named: Vec<_> = memberships.iter().flat_map(of).collect();
        let mut roles = Vec::new();
        for some in named.chunks(ROLES_AT_ONCE) {
            roles.extend(self.custom_roles_named(some).await?);
        }
        Ok(roles)
    }

    fn statement(&self) -> &'static str {
        match self.dialect() {
            Dialect::Sqlite => &SQLITE,
            Dialect::Postgres => &POSTGRES,
        }
    }
}

/// The texts are put together once: this is the most frequent statement of all.
static SQLITE: LazyLock<String> = LazyLock::new(|| text(Dialect::Sqlite));
static POSTGRES: LazyLock<String> = LazyLock::new(|| text(Dialect::Postgres));

fn text(dialect: Dialect) -> String {
    format!(
        "SELECT {}, {}, {} FROM api_keys k JOIN users u ON u.id = k.user_id \
         WHERE k.id = ?1 AND u.deleted_at IS NULL",
        ApiKeyRecord::COLUMNS,
        UserRecord::COLUMNS,
        columns("k.user_id", dialect)
    )
}

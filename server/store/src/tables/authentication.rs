//! The read behind every request: a key, its user, where that user is a member, and with which groups and
//! roles; and what the request asks for beside that.

use super::api_keys::ApiKeyRecord;
use super::custom_roles::CustomRoleRecord;
use super::memberships::{Ids, Membership, Memberships, columns};
use super::organizations::{OrganizationName, OrganizationRecord};
use super::user_lists::JOINED;
use super::users::UserRecord;
use crate::migrations::Dialect;
use crate::row::{FromRow, Row};
use crate::value::Value;
use crate::{Reader, StoreError};
use burgrave_core::authorization::OrganizationRole;
use burgrave_core::ids::{GroupId, OrganizationId, UserId};
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

/// Where a user is a member, and with which groups and roles.
#[derive(Debug, Clone, PartialEq)]
pub struct Standing {
    /// As in [`Authentication`].
    pub memberships: Vec<Membership>,
    /// As there.
    pub groups: Vec<GroupId>,
    /// As there.
    pub custom_roles: Vec<CustomRoleRecord>,
}

/// Everything but the custom roles comes as one row.
impl FromRow for Authentication {
    fn from_row(row: &mut Row<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            key: ApiKeyRecord::from_row(row)?,
            user: UserRecord::from_row(row)?,
            memberships: row.next::<Memberships>()?.0,
            groups: row.next::<Ids<GroupId>>()?.0,
            custom_roles: Vec::new(),
        })
    }
}

/// The same, and what stands in the columns behind it.
struct With<B>(Authentication, B);

impl<B: FromRow> FromRow for With<B> {
    fn from_row(row: &mut Row<'_>) -> Result<Self, StoreError> {
        Ok(Self(Authentication::from_row(row)?, B::from_row(row)?))
    }
}

/// An organization, after a column that says whether there is one.
struct Perhaps(Option<OrganizationRecord>);

impl FromRow for Perhaps {
    fn from_row(row: &mut Row<'_>) -> Result<Self, StoreError> {
        let found: bool = row.next()?;
        Ok(Self(if found { Some(OrganizationRecord::from_row(row)?) } else { None }))
    }
}

impl Reader {
    /// The key with this id, its user, memberships and groups, in one query; none when the key or its user is
    /// deleted. A user with custom roles, or in very many organizations or groups, costs further ones.
    pub async fn authentication(&self, key: &str) -> Result<Option<Authentication>, StoreError> {
        let found = self.find(self.text(&ALONE), &[key.into()]).await?;
        self.completed(found).await
    }

    /// The same with the user's organizations as [`Reader::organization_ids_of`] gives them, by the same
    /// query.
    pub async fn authentication_with_organizations(
        &self,
        key: &str,
    ) -> Result<Option<(Authentication, Vec<OrganizationId>)>, StoreError> {
        let found: Option<With<(Ids<OrganizationId>,)>> =
            self.find(self.text(&WITH_ORGANIZATIONS), &[key.into()]).await?;
        let Some(With(found, (organizations,))) = found else { return Ok(None) };
        Ok(self.completed(Some(found)).await?.map(|found| (found, organizations.0)))
    }

    /// The same with the organization of this name as [`Reader::organization_named`] gives it, by the same
    /// query.
    pub async fn authentication_with_organization(
        &self,
        key: &str,
        name: &OrganizationName,
    ) -> Result<Option<(Authentication, Option<OrganizationRecord>)>, StoreError> {
        let (texts, value) = match name {
            OrganizationName::Id(id) => (&WITH_ORGANIZATION_BY_ID, Some(Value::from(*id))),
            OrganizationName::Name(name) => (&WITH_ORGANIZATION_BY_NAME, Some(name.to_lowercase().into())),
            OrganizationName::Default => (&WITH_DEFAULT_ORGANIZATION, None),
        };
        let values: Vec<_> = [Some(key.into()), value].into_iter().flatten().collect();
        let found: Option<With<Perhaps>> = self.find(self.text(texts), &values).await?;
        let Some(With(found, organization)) = found else { return Ok(None) };
        Ok(self.completed(Some(found)).await?.map(|found| (found, organization.0)))
    }

    /// Where somebody is a member, and with which groups and roles, whether or not they have a key.
    pub async fn standing(&self, user: UserId) -> Result<Standing, StoreError> {
        let memberships = self.memberships(user).await?;
        let groups = self.groups_of_user(user).await?;
        let custom_roles = self.custom_roles_of(&memberships).await?;
        Ok(Standing { memberships, groups, custom_roles })
    }

    /// Adds what one row doesn't hold.
    async fn completed(&self, found: Option<Authentication>) -> Result<Option<Authentication>, StoreError> {
        let Some(mut found) = found else { return Ok(None) };
        self.rest_of_memberships(found.user.id, &mut found.memberships).await?;
        self.rest_of_groups(found.user.id, &mut found.groups).await?;
        found.custom_roles = self.custom_roles_of(&found.memberships).await?;
        Ok(Some(found))
    }

    async fn custom_roles_of(&self, memberships: &[Membership]) -> Result<Vec<CustomRoleRecord>, StoreError> {
        let of = |place: &Membership| {
            let custom = place.roles.iter().filter(|name| name.parse::<OrganizationRole>().is_err());
            custom.map(|name| (place.organization_id, name.clone())).collect::<Vec<_>>()
        };
        let named: Vec<_> = memberships.iter().flat_map(of).collect();
        let mut roles = Vec::new();
        for some in named.chunks(ROLES_AT_ONCE) {
            roles.extend(self.custom_roles_named(some).await?);
        }
        Ok(roles)
    }

    fn text(&self, texts: &'static LazyLock<Texts>) -> &'static str {
        match self.dialect() {
            Dialect::Sqlite => &texts.sqlite,
            Dialect::Postgres => &texts.postgres,
        }
    }
}

/// A statement for each engine.
struct Texts {
    sqlite: String,
    postgres: String,
}

// The texts are put together once: these are the most frequent statements of all.
static ALONE: LazyLock<Texts> = LazyLock::new(|| Texts::of(|_| String::new(), ""));
static WITH_ORGANIZATIONS: LazyLock<Texts> = LazyLock::new(|| Texts::of(joined_organizations, ""));
static WITH_ORGANIZATION_BY_ID: LazyLock<Texts> = LazyLock::new(|| Texts::with_organization("o.id = ?2"));
static WITH_ORGANIZATION_BY_NAME: LazyLock<Texts> =
    LazyLock::new(|| Texts::with_organization("o.name_key = ?2 AND o.deleted_at IS NULL"));
static WITH_DEFAULT_ORGANIZATION: LazyLock<Texts> =
    LazyLock::new(|| Texts::with_organization("o.is_default"));

impl Texts {
    fn with_organization(which: &str) -> Self {
        let columns = format!(", o.id IS NOT NULL, {}", OrganizationRecord::COLUMNS);
        Self::of(|_| columns.clone(), &format!("LEFT JOIN organizations o ON {which}"))
    }

    fn of(further: impl Fn(Dialect) -> String, join: &str) -> Self {
        let text = |dialect| {
            format!(
                "SELECT {}, {}, {}{} FROM api_keys k JOIN users u ON u.id = k.user_id {join} \
                 WHERE k.id = ?1 AND u.deleted_at IS NULL",
                ApiKeyRecord::COLUMNS,
                UserRecord::COLUMNS,
                columns("k.user_id", dialect),
                further(dialect)
            )
        };
        Self { sqlite: text(Dialect::Sqlite), postgres: text(Dialect::Postgres) }
    }
}

/// The user's organizations in one column.
fn joined_organizations(dialect: Dialect) -> String {
    let organization = dialect.id_as_text("m.organization_id");
    format!(
        ", (SELECT string_agg({organization}, '\n' ORDER BY {JOINED}) FROM organization_members m \
         JOIN organizations o ON o.id = m.organization_id WHERE m.user_id = k.user_id)"
    )
}

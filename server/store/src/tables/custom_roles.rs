//! Roles that an organization made for itself.

use crate::filter::Filter;
use crate::row::{Cell, Column, FromRow, Row};
use crate::{Inserted, Reader, StoreError, Tx};
use burgrave_core::authorization::{Action, Permission, Resource};
use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use uuid::Uuid;

const COLUMNS: &str = "r.organization_id, r.name, r.display_name, r.permissions, r.created_at, r.updated_at";

/// A role of one organization.
#[derive(Debug, Clone, PartialEq)]
#[allow(missing_docs, reason = "the columns say it")]
pub struct CustomRoleRecord {
    pub organization_id: Uuid,
    /// In lower case; unique in the organization.
    pub name: String,
    pub display_name: String,
    pub permissions: Vec<Permission>,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

/// What a role begins with, or how it is to be afterwards.
#[derive(Debug, Clone)]
#[allow(missing_docs, reason = "the columns say it")]
pub struct NewCustomRole {
    pub organization_id: Uuid,
    pub name: String,
    pub display_name: String,
    pub permissions: Vec<Permission>,
    pub now: DateTime<Utc>,
}

impl FromRow for CustomRoleRecord {
    fn from_row(row: &mut Row<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            organization_id: row.next()?,
            name: row.next()?,
            display_name: row.next()?,
            permissions: row.next::<Rules>()?.0,
            created_at: row.next()?,
            updated_at: row.next()?,
        })
    }
}

/// Permissions as they stand in the column.
struct Rules(Vec<Permission>);

impl Column for Rules {
    /// Words that this release doesn't know speak of nothing that it could ask: such permissions are left out.
    fn from_cell(cell: Cell<'_>) -> Option<Self> {
        let Cell::Text(text) = cell else { return None };
        let stored: Vec<Value> = serde_json::from_str(text).ok()?;
        Some(Self(stored.iter().filter_map(permission).collect()))
    }
}

fn permission(stored: &Value) -> Option<Permission> {
    Some(Permission {
        resource: Some(Resource::from_word(stored["resource_type"].as_str()?)?),
        action: Some(Action::from_word(stored["action"].as_str()?)?),
        negate: stored["negate"].as_bool()?,
    })
}

fn stored(permissions: &[Permission]) -> String {
    let one = |rule: &Permission| {
        let (resource, action) = (rule.resource.map(Resource::as_str), rule.action.map(Action::as_str));
        json!({"negate": rule.negate, "resource_type": resource, "action": action})
    };
    Value::Array(permissions.iter().map(one).collect()).to_string()
}

impl Reader {
    /// The roles of an organization, by name.
    pub async fn custom_roles(&self, organization: Uuid) -> Result<Vec<CustomRoleRecord>, StoreError> {
        let sql =
            format!("SELECT {COLUMNS} FROM custom_roles r WHERE r.organization_id = ?1 ORDER BY r.name");
        self.fetch(&sql, &[organization.into()]).await
    }

    /// One of them, by its name in lower case.
    pub async fn custom_role(
        &self,
        organization: Uuid,
        name: &str,
    ) -> Result<Option<CustomRoleRecord>, StoreError> {
        Ok(self.custom_roles_named(&[(organization, name.to_owned())]).await?.into_iter().next())
    }

    /// The names of an organization's own roles.
    pub async fn custom_role_names(&self, organization: Uuid) -> Result<Vec<String>, StoreError> {
        let sql = "SELECT r.name FROM custom_roles r WHERE r.organization_id = ?1 ORDER BY r.name";
        let found = self.fetch::<(String,)>(sql, &[organization.into()]).await?;
        Ok(found.into_iter().map(|(name,)| name).collect())
    }

    /// Those with these names in these organizations; the pairs are a few.
    pub(crate) async fn custom_roles_named(
        &self,
        named: &[(Uuid, String)],
    ) -> Result<Vec<CustomRoleRecord>, StoreError> {
        let Some(last) = named.last() else { return Ok(Vec::new()) };
        let mut filter = Filter::default();
        // As with lists: the last is repeated, so that few differing statements are prepared.
        let padding = std::iter::repeat_n(last, named.len().next_power_of_two() - named.len());
        let pairs: Vec<_> = named
            .iter()
            .chain(padding)
            .map(|(organization, name)| format!("({}, {})", filter.bind(*organization), filter.bind(name)))
            .collect();
        filter.and(format!("(r.organization_id, r.name) IN (VALUES {})", pairs.join(", ")));
        self.fetch(&format!("SELECT {COLUMNS} FROM custom_roles r {}", filter.clause()), &filter.values).await
    }
}

impl Tx {
    /// Adds a role; taken when the organization has one of that name.
    pub async fn insert_custom_role(&self, new: &NewCustomRole) -> Result<Inserted, StoreError> {
        let sql = "INSERT INTO custom_roles (organization_id, name, display_name, permissions, created_at, updated_at) \
                   VALUES (?1, ?2, ?3, ?4, ?5, ?5) ON CONFLICT DO NOTHING";
        Ok(Inserted::from_count(self.execute(sql, &values(new)).await?))
    }

    /// Changes the display name and the permissions of a role; false when there is none of that name.
    pub async fn update_custom_role(&self, new: &NewCustomRole) -> Result<bool, StoreError> {
        let sql = "UPDATE custom_roles SET display_name = ?3, permissions = ?4, updated_at = ?5 \
                   WHERE organization_id = ?1 AND name = ?2";
        Ok(self.execute(sql, &values(new)).await? > 0)
    }

    /// Deletes a role, and takes it from every member who has it; false when there is none.
    pub async fn delete_custom_role(
        &self,
        organization: Uuid,
        name: &str,
        now: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        let sql = "DELETE FROM custom_roles WHERE organization_id = ?1 AND name = ?2";
        if self.execute(sql, &[organization.into(), name.into()]).await? == 0 {
            return Ok(false);
        }
        // Names of roles hold no character that a pattern or JSON would read as something else.
        let holders = "SELECT m.user_id, m.roles FROM organization_members m WHERE m.organization_id = ?1 AND m.roles LIKE ?2";
        let pattern = format!("%\"{name}\"%");
        let holders: Vec<(Uuid, Vec<String>)> =
            self.fetch(holders, &[organization.into(), pattern.into()]).await?;
        for (user, mut roles) in holders {
            roles.retain(|role| role != name);
            self.set_member_roles(organization, user, &roles, now).await?;
        }
        Ok(true)
    }
}

fn values(new: &NewCustomRole) -> [crate::value::Value<'_>; 5] {
    [
        new.organization_id.into(),
        (&new.name).into(),
        (&new.display_name).into(),
        stored(&new.permissions).into(),
        new.now.into(),
    ]
}

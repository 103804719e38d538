//! Roles that an organization made for itself.

use crate::row::{Cell, Column};
use crate::table::table;
use crate::value::{Kind, Stored};
use crate::{Inserted, Reader, StoreError, Tx};
use burgrave_core::authorization::{Action, Authorized, Create, Delete, Permission, Resource, Update};
use burgrave_core::ids::{OrganizationId, UserId};
use chrono::{DateTime, Utc};
use serde_json::{Value, json};

table! {
    CUSTOM_ROLES = "custom_roles" as "r";

    read
    /// A role of one organization.
    #[derive(Debug, Clone, PartialEq)]
    #[allow(missing_docs, reason = "the columns say it")]
    pub struct CustomRoleRecord {
        pub organization_id: OrganizationId,
        /// In lower case; unique in the organization.
        pub name: String,
        pub display_name: String,
        pub permissions: Vec<Permission>,
        pub created_at: DateTime<Utc>,
        pub updated_at: DateTime<Utc>,
    }

    write
    /// A new role, or the values that an existing one gets.
    #[derive(Debug, Clone)]
    #[allow(missing_docs, reason = "the columns say it")]
    pub struct NewCustomRole {
        key { pub organization_id: OrganizationId, pub name: String }
        columns { pub display_name: String, pub permissions: Vec<Permission> }
        given { pub now: DateTime<Utc> }
        derived |new| { updated_at: DateTime<Utc> = new.now }
        first |new| { created_at: DateTime<Utc> = new.now }
    }
}

impl Stored for Vec<Permission> {
    const KIND: Kind = Kind::Text;
}

impl<'a> From<&'a Vec<Permission>> for crate::value::Value<'a> {
    fn from(permissions: &'a Vec<Permission>) -> Self {
        stored(permissions).into()
    }
}

impl Column for Vec<Permission> {
    /// Permissions with words that this release doesn't know are left out: it never checks them.
    fn from_cell(cell: Cell<'_>) -> Option<Self> {
        let Cell::Text(text) = cell else { return None };
        let stored: Vec<Value> = serde_json::from_str(text).ok()?;
        Some(stored.iter().filter_map(permission).collect())
    }
}

fn permission(stored: &Value) -> Option<Permission> {
    Some(Permission {
        resource: Some(stored["resource_type"].as_str()?.parse().ok()?),
        action: Some(stored["action"].as_str()?.parse().ok()?),
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

/// Selects roles.
fn select(rest: &str) -> String {
    format!("SELECT {} FROM custom_roles r {rest}", CustomRoleRecord::COLUMNS)
}

impl Reader {
    /// The roles of an organization, by name.
    pub async fn custom_roles(
        &self,
        organization: OrganizationId,
    ) -> Result<Vec<CustomRoleRecord>, StoreError> {
        let sql = select("WHERE r.organization_id = ?1 ORDER BY r.name");
        self.fetch(&sql, &[organization.into()]).await
    }

    /// One of them, by its name in lower case.
    pub async fn custom_role(
        &self,
        organization: OrganizationId,
        name: &str,
    ) -> Result<Option<CustomRoleRecord>, StoreError> {
        Ok(self.custom_roles_named(&[(organization, name.to_owned())]).await?.into_iter().next())
    }

    /// The names of an organization's own roles.
    pub async fn custom_role_names(&self, organization: OrganizationId) -> Result<Vec<String>, StoreError> {
        let sql = "SELECT r.name FROM custom_roles r WHERE r.organization_id = ?1 ORDER BY r.name";
        let found = self.fetch::<(String,)>(sql, &[organization.into()]).await?;
        Ok(found.into_iter().map(|(name,)| name).collect())
    }

    /// Those with these names in these organizations; the pairs are a few.
    pub(crate) async fn custom_roles_named(
        &self,
        named: &[(OrganizationId, String)],
    ) -> Result<Vec<CustomRoleRecord>, StoreError> {
        let Some(last) = named.last() else { return Ok(Vec::new()) };
        let mut filter = self.filter();
        // As with lists: the last is repeated, so that few differing statements are prepared.
        let padding = std::iter::repeat_n(last, named.len().next_power_of_two() - named.len());
        let pairs: Vec<_> = named
            .iter()
            .chain(padding)
            .map(|(organization, name)| format!("({}, {})", filter.bind(*organization), filter.bind(name)))
            .collect();
        filter.and(format!("(r.organization_id, r.name) IN (VALUES {})", pairs.join(", ")));
        self.fetch(&select(filter.clause()), &filter.values).await
    }
}

impl Tx {
    /// Adds a role; taken when the organization has one of that name.
    pub async fn insert_custom_role(
        &self,
        new: &Authorized<Create, NewCustomRole>,
    ) -> Result<Inserted, StoreError> {
        self.insert_new(&**new).await
    }

    /// Changes the display name and the permissions of a role; false when there is none of that name.
    ///
    /// # Errors
    /// `Internal` when the change is one of another role.
    pub async fn update_custom_role(
        &self,
        role: &Authorized<Update, CustomRoleRecord>,
        new: &NewCustomRole,
    ) -> Result<bool, StoreError> {
        if (role.organization_id, &role.name) != (new.organization_id, &new.name) {
            return Err(StoreError::Internal("a change of another role than was permitted".into()));
        }
        self.update(new).await
    }

    /// Deletes a role, and takes it from every member who has it; false when there is none.
    pub async fn delete_custom_role(
        &self,
        role: &Authorized<Delete, CustomRoleRecord>,
        now: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        let (organization, name) = (role.organization_id, role.name.as_str());
        let sql = "DELETE FROM custom_roles WHERE organization_id = ?1 AND name = ?2";
        if self.execute(sql, &[organization.into(), name.into()]).await? == 0 {
            return Ok(false);
        }
        self.unmap_role(organization, name).await?;
        // Names of roles hold no character that a pattern or JSON would read as something else.
        let holders = "SELECT m.user_id, m.roles FROM organization_members m WHERE m.organization_id = ?1 \
                       AND m.roles LIKE ?2";
        let pattern = format!("%\"{name}\"%");
        let holders: Vec<(UserId, Vec<String>)> =
            self.fetch(holders, &[organization.into(), pattern.into()]).await?;
        for (user, mut roles) in holders {
            roles.retain(|role| role != name);
            self.replace_member_roles(organization, user, &roles, now).await?;
        }
        Ok(true)
    }
}

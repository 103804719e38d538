//! Roles that an organization made for itself.

use crate::filter::Filter;
use crate::row::{Cell, Column, FromRow, Row};
use crate::{Reader, StoreError};
use burgrave_core::authorization::{Action, Permission, Resource};
use chrono::{DateTime, Utc};
use serde_json::Value;
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

impl Reader {
    /// Those with one of these names, in these organizations.
    pub(crate) async fn custom_roles_named(
        &self,
        organizations: &[Uuid],
        names: &[&str],
    ) -> Result<Vec<CustomRoleRecord>, StoreError> {
        let mut filter = Filter::default();
        let places = filter.bind_all(organizations.iter().copied());
        filter.and(format!("r.organization_id IN ({places})"));
        let places = filter.bind_all(names.iter().copied());
        filter.and(format!("r.name IN ({places})"));
        self.fetch(&format!("SELECT {COLUMNS} FROM custom_roles r {}", filter.clause()), &filter.values).await
    }
}

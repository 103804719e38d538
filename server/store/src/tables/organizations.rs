//! Organizations: soft-deleted, with names that are free again afterwards.

use super::users::names;
use crate::filter::Filter;
use crate::row::{FromRow, Row};
use crate::visibility::Columns;
use crate::{Change, Inserted, Reader, StoreError, Tx};
use burgrave_core::authorization::Visible;
use chrono::{DateTime, Utc};
use uuid::Uuid;

pub(crate) const COLUMNS: &str = "o.id, o.name, o.display_name, o.description, o.icon, o.is_default, o.created_at, \
    o.updated_at, o.deleted_at, o.default_member_roles";

/// An organization.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs, reason = "the columns say it")]
pub struct OrganizationRecord {
    pub id: Uuid,
    pub name: String,
    pub display_name: String,
    pub description: String,
    pub icon: String,
    pub is_default: bool,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
    /// Set once it was deleted.
    pub deleted_at: Option<DateTime<Utc>>,
    /// Built-in roles that every member has beside their own.
    pub default_member_roles: Vec<String>,
}

/// Which organizations a list holds; what is absent doesn't limit.
#[derive(Debug, Clone, Default)]
pub struct OrganizationFilter {
    /// Only these.
    pub ids: Option<Vec<Uuid>>,
    /// Only those that somebody may read.
    pub visible: Option<Visible>,
}

/// An organization is in itself.
const PLACES: Columns = Columns { id: Some("o.id"), owner: None, organization: Some("o.id"), groups: false };

/// What an organization begins with.
#[derive(Debug, Clone)]
#[allow(missing_docs, reason = "the columns say it")]
pub struct NewOrganization {
    pub id: Uuid,
    pub name: String,
    pub display_name: String,
    pub description: String,
    pub icon: String,
    pub is_default: bool,
    pub now: DateTime<Utc>,
}

/// All fields that may change, as they shall be afterwards.
#[derive(Debug, Clone)]
#[allow(missing_docs, reason = "the columns say it")]
pub struct OrganizationUpdate {
    pub id: Uuid,
    pub name: String,
    pub display_name: String,
    pub description: String,
    pub icon: String,
    pub default_member_roles: Vec<String>,
    pub now: DateTime<Utc>,
}

/// What an organization holds: it is deleted only when hardly anything is left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrganizationHoldings {
    /// Members, the caller included.
    pub members: u64,
    /// Groups, Everyone included.
    pub groups: u64,
}

impl FromRow for OrganizationRecord {
    fn from_row(row: &mut Row<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.next()?,
            name: row.next()?,
            display_name: row.next()?,
            description: row.next()?,
            icon: row.next()?,
            is_default: row.next()?,
            created_at: row.next()?,
            updated_at: row.next()?,
            deleted_at: row.next()?,
            default_member_roles: row.next()?,
        })
    }
}

impl Reader {
    /// By id; deleted ones are found too and say so.
    pub async fn organization_by_id(&self, id: Uuid) -> Result<Option<OrganizationRecord>, StoreError> {
        self.find(&format!("SELECT {COLUMNS} FROM organizations o WHERE o.id = ?1"), &[id.into()]).await
    }

    /// By name in any case; deleted ones are not found.
    pub async fn organization_by_name(&self, name: &str) -> Result<Option<OrganizationRecord>, StoreError> {
        let sql =
            format!("SELECT {COLUMNS} FROM organizations o WHERE o.name_key = ?1 AND o.deleted_at IS NULL");
        self.find(&sql, &[name.to_lowercase().into()]).await
    }

    /// The default organization; absent only before the first start has made it.
    pub async fn default_organization(&self) -> Result<Option<OrganizationRecord>, StoreError> {
        self.find(&format!("SELECT {COLUMNS} FROM organizations o WHERE o.is_default"), &[]).await
    }

    /// Those that are not deleted and match, in the order of their names.
    pub async fn organizations(
        &self,
        asked: &OrganizationFilter,
    ) -> Result<Vec<OrganizationRecord>, StoreError> {
        let mut filter = Filter::default();
        filter.and("o.deleted_at IS NULL");
        if let Some(ids) = &asked.ids {
            let places = filter.bind_all(ids.iter().copied());
            filter.and(format!("o.id IN ({places})"));
        }
        PLACES.restrict(&mut filter, asked.visible.as_ref());
        let sql = format!("SELECT {COLUMNS} FROM organizations o {} ORDER BY o.name_key", filter.clause());
        self.fetch(&sql, &filter.values).await
    }

    /// Counts what stands in the way of a deletion.
    pub async fn organization_holdings(&self, id: Uuid) -> Result<OrganizationHoldings, StoreError> {
        let sql = "SELECT (SELECT count(*) FROM organization_members WHERE organization_id = ?1), \
                   (SELECT count(*) FROM groups WHERE organization_id = ?1)";
        let (members, groups) = self.one(sql, &[id.into()]).await?;
        Ok(OrganizationHoldings { members, groups })
    }
}

impl Tx {
    /// Adds an organization; taken when one that is not deleted has the name (or is the default already).
    pub async fn insert_organization(&self, new: &NewOrganization) -> Result<Inserted, StoreError> {
        let sql = "INSERT INTO organizations \
                   (id, name, name_key, display_name, description, icon, is_default, created_at, updated_at) \
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?8) ON CONFLICT DO NOTHING";
        let values = [
            new.id.into(),
            (&new.name).into(),
            new.name.to_lowercase().into(),
            (&new.display_name).into(),
            (&new.description).into(),
            (&new.icon).into(),
            new.is_default.into(),
            new.now.into(),
        ];
        Ok(Inserted::from_count(self.execute(sql, &values).await?))
    }

    /// Changes an organization that is not deleted.
    pub async fn update_organization(&self, new: &OrganizationUpdate) -> Result<Change, StoreError> {
        if self.organization_by_name(&new.name).await?.is_some_and(|other| other.id != new.id) {
            return Ok(Change::Taken);
        }
        let sql = "UPDATE organizations SET name = ?2, name_key = ?3, display_name = ?4, description = ?5, icon = ?6, \
                   default_member_roles = ?7, updated_at = ?8 WHERE id = ?1 AND deleted_at IS NULL";
        let values = [
            new.id.into(),
            (&new.name).into(),
            new.name.to_lowercase().into(),
            (&new.display_name).into(),
            (&new.description).into(),
            (&new.icon).into(),
            names(&new.default_member_roles).into(),
            new.now.into(),
        ];
        Ok(if self.execute(sql, &values).await? == 0 { Change::Missing } else { Change::Done })
    }

    /// Deletes an organization softly: its name is free, its memberships, groups and roles are gone. The default one stays.
    /// False when there is none to delete. Whether it is empty enough is asked before, in the same transaction.
    pub async fn delete_organization(&self, id: Uuid, now: DateTime<Utc>) -> Result<bool, StoreError> {
        let sql = "UPDATE organizations SET deleted_at = ?2, updated_at = ?2 \
                   WHERE id = ?1 AND deleted_at IS NULL AND NOT is_default";
        if self.execute(sql, &[id.into(), now.into()]).await? == 0 {
            return Ok(false);
        }
        self.execute("DELETE FROM groups WHERE organization_id = ?1", &[id.into()]).await?;
        self.execute("DELETE FROM organization_members WHERE organization_id = ?1", &[id.into()]).await?;
        self.execute("DELETE FROM custom_roles WHERE organization_id = ?1", &[id.into()]).await?;
        Ok(true)
    }
}

//! Organizations: soft-deleted, with names that are free again afterwards.

use crate::table::table;
use crate::visibility::Columns;
use crate::{Change, Inserted, Reader, ShareableOwners, StoreError, Tx};
use burgrave_core::authorization::{Authorized, Create, Delete, OrganizationRole, Update, Visible};
use burgrave_core::ids::OrganizationId;
use chrono::{DateTime, Utc};
use std::sync::LazyLock;

table! {
    ORGANIZATIONS = "organizations" as "o";

    read
    /// An organization.
    #[derive(Debug, Clone, PartialEq, Eq)]
    #[allow(missing_docs, reason = "the columns say it")]
    pub struct OrganizationRecord {
        pub id: OrganizationId,
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
        /// Whose workspaces its members may share.
        pub shareable_owners: ShareableOwners,
    }

    write
    /// A new organization.
    #[derive(Debug, Clone)]
    #[allow(missing_docs, reason = "the columns say it")]
    pub struct NewOrganization {
        key { pub id: OrganizationId }
        columns {
            pub name: String,
            pub display_name: String,
            pub description: String,
            pub icon: String,
            pub is_default: bool,
        }
        given { pub now: DateTime<Utc> }
        derived |new| {
            name_key: String = new.name.to_lowercase(),
            created_at: DateTime<Utc> = new.now,
            updated_at: DateTime<Utc> = new.now,
            default_member_roles: Vec<String> = &*DEFAULT_ROLES,
        }
    }

    write
    /// All fields that may change, with the values that they get.
    #[derive(Debug, Clone)]
    #[allow(missing_docs, reason = "the columns say it")]
    pub struct OrganizationUpdate {
        key { pub id: OrganizationId }
        columns {
            pub name: String,
            pub display_name: String,
            pub description: String,
            pub icon: String,
            pub default_member_roles: Vec<String>,
        }
        given { pub now: DateTime<Utc> }
        derived |new| {
            name_key: String = new.name.to_lowercase(),
            updated_at: DateTime<Utc> = new.now,
        }
        only "deleted_at IS NULL"
    }
}

/// What one organization is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OrganizationName {
    /// Its id; deleted ones are found too and say so.
    Id(OrganizationId),
    /// Its name in any case; deleted ones are not found.
    Name(String),
    /// The default one; absent only before the first start has made it.
    Default,
}

/// Which organizations a list holds; what is absent doesn't limit.
#[derive(Debug, Clone, Default)]
pub struct OrganizationFilter {
    /// Only these.
    pub ids: Option<Vec<OrganizationId>>,
    /// Only those that the caller may read.
    pub visible: Option<Visible>,
}

/// An organization is in itself.
const PLACES: Columns =
    Columns { id: Some("o.id"), owner: None, organization: Some("o.id"), groups: false, lists: None };

/// What an organization holds: it is deleted only when hardly anything is left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrganizationHoldings {
    /// Members, the caller included.
    pub members: u64,
    /// Groups, Everyone included.
    pub groups: u64,
}

/// The roles that every member of a new organization has.
static DEFAULT_ROLES: LazyLock<Vec<String>> =
    LazyLock::new(|| OrganizationRole::DEFAULTS.iter().map(|role| role.as_str().to_owned()).collect());

/// Selects organizations.
fn select(rest: &str) -> String {
    format!("SELECT {} FROM organizations o {rest}", OrganizationRecord::COLUMNS)
}

impl Reader {
    /// By id; deleted ones are found too and say so.
    pub async fn organization_by_id(
        &self,
        id: OrganizationId,
    ) -> Result<Option<OrganizationRecord>, StoreError> {
        self.find(&select("WHERE o.id = ?1"), &[id.into()]).await
    }

    /// By name in any case; deleted ones are not found.
    pub async fn organization_by_name(&self, name: &str) -> Result<Option<OrganizationRecord>, StoreError> {
        let sql = select("WHERE o.name_key = ?1 AND o.deleted_at IS NULL");
        self.find(&sql, &[name.to_lowercase().into()]).await
    }

    /// The default organization; absent only before the first start has made it.
    pub async fn default_organization(&self) -> Result<Option<OrganizationRecord>, StoreError> {
        self.find(&select("WHERE o.is_default"), &[]).await
    }

    /// The one that is called so.
    pub async fn organization_named(
        &self,
        name: &OrganizationName,
    ) -> Result<Option<OrganizationRecord>, StoreError> {
        match name {
            OrganizationName::Id(id) => self.organization_by_id(*id).await,
            OrganizationName::Name(name) => self.organization_by_name(name).await,
            OrganizationName::Default => self.default_organization().await,
        }
    }

    /// Those that are not deleted and match, in the order of their names.
    pub async fn organizations(
        &self,
        asked: &OrganizationFilter,
    ) -> Result<Vec<OrganizationRecord>, StoreError> {
        let mut filter = self.filter();
        filter.and("o.deleted_at IS NULL");
        if let Some(ids) = &asked.ids {
            let places = filter.bind_all(ids.iter().copied());
            filter.and(format!("o.id IN ({places})"));
        }
        PLACES.restrict(&mut filter, asked.visible.as_ref());
        let sql = select(&format!("{} ORDER BY o.name_key", filter.clause()));
        self.fetch(&sql, &filter.values).await
    }

    /// Counts the objects that prevent a deletion.
    pub async fn organization_holdings(
        &self,
        id: OrganizationId,
    ) -> Result<OrganizationHoldings, StoreError> {
        let sql = "SELECT (SELECT count(*) FROM organization_members WHERE organization_id = ?1), \
                   (SELECT count(*) FROM groups WHERE organization_id = ?1)";
        let (members, groups) = self.one(sql, &[id.into()]).await?;
        Ok(OrganizationHoldings { members, groups })
    }
}

impl Tx {
    /// Adds an organization; taken when one that is not deleted has the name (or is the default already).
    pub async fn insert_organization(
        &self,
        new: &Authorized<Create, NewOrganization>,
    ) -> Result<Inserted, StoreError> {
        self.insert_new(&**new).await
    }

    /// Changes an organization that is not deleted.
    ///
    /// # Errors
    /// `Internal` when the change is one of another organization.
    pub async fn update_organization(
        &self,
        organization: &Authorized<Update, OrganizationRecord>,
        new: &OrganizationUpdate,
    ) -> Result<Change, StoreError> {
        if organization.id != new.id {
            return Err(StoreError::Internal("a change of another organization than was permitted".into()));
        }
        if self.organization_by_name(&new.name).await?.is_some_and(|other| other.id != new.id) {
            return Ok(Change::Taken);
        }
        Ok(if self.update(new).await? { Change::Done } else { Change::Missing })
    }

    /// Decides whose workspaces the members of an organization may share; false when it is not there.
    pub async fn set_shareable_owners(
        &self,
        organization: &Authorized<Update, OrganizationRecord>,
        owners: ShareableOwners,
        now: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        let sql = "UPDATE organizations SET shareable_owners = ?2, updated_at = ?3 \
                   WHERE id = ?1 AND deleted_at IS NULL";
        Ok(self.execute(sql, &[organization.id.into(), owners.into(), now.into()]).await? > 0)
    }

    /// Deletes an organization softly: its name is free, its memberships, groups and roles are deleted. The
    /// default one can't be deleted. False when there is none to delete. Whether it is empty enough is asked
    /// before, in the same transaction.
    pub async fn delete_organization(
        &self,
        organization: &Authorized<Delete, OrganizationRecord>,
        now: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        let id = organization.id;
        let sql = "UPDATE organizations SET deleted_at = ?2, updated_at = ?2 \
                   WHERE id = ?1 AND deleted_at IS NULL AND NOT is_default";
        if self.execute(sql, &[id.into(), now.into()]).await? == 0 {
            return Ok(false);
        }
        self.execute("DELETE FROM groups WHERE organization_id = ?1", &[id.into()]).await?;
        self.execute("DELETE FROM organization_members WHERE organization_id = ?1", &[id.into()]).await?;
        self.execute("DELETE FROM custom_roles WHERE organization_id = ?1", &[id.into()]).await?;
        self.execute("DELETE FROM idp_sync_settings WHERE organization_id = ?1", &[id.into()]).await?;
        self.unmap_organization(id, now).await?;
        Ok(true)
    }
}

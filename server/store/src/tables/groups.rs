//! Groups. Each organization has one whose id is its own: Everyone, whose members are the organization's.

use crate::table::table;
use crate::{Change, GroupSource, Inserted, Reader, StoreError, Tx};
use burgrave_core::authorization::{Authorized, Create, Delete, Update};
use burgrave_core::ids::{GroupId, OrganizationId};
use chrono::{DateTime, Utc};

table! {
    GROUPS = "groups" as "g";

    read
    /// A group and what it shows of its organization.
    #[derive(Debug, Clone, PartialEq, Eq)]
    #[allow(missing_docs, reason = "the columns say it")]
    pub struct GroupRecord {
        pub id: GroupId,
        pub organization_id: OrganizationId,
        pub name: String,
        pub display_name: String,
        pub avatar_url: String,
        pub quota_allowance: i32,
        pub source: GroupSource,
        pub created_at: DateTime<Utc>,
        pub updated_at: DateTime<Utc>,
    }
    joined {
        pub organization_name: String = "o.name",
        pub organization_display_name: String = "o.display_name",
    }

    write
    /// A new group.
    #[derive(Debug, Clone)]
    #[allow(missing_docs, reason = "the columns say it")]
    pub struct NewGroup {
        key { pub id: GroupId }
        columns {
            pub organization_id: OrganizationId,
            pub name: String,
            pub display_name: String,
            pub avatar_url: String,
            pub quota_allowance: i32,
            pub source: GroupSource,
        }
        given { pub now: DateTime<Utc> }
        derived |new| {
            created_at: DateTime<Utc> = new.now,
            updated_at: DateTime<Utc> = new.now,
            search_key: String = search_key(&new.name, &new.display_name),
        }
    }

    write
    /// All fields that may change, with the values that they get.
    #[derive(Debug, Clone)]
    #[allow(missing_docs, reason = "the columns say it")]
    pub struct GroupUpdate {
        key { pub id: GroupId, pub organization_id: OrganizationId }
        columns {
            pub name: String,
            pub display_name: String,
            pub avatar_url: String,
            pub quota_allowance: i32,
        }
        given { pub now: DateTime<Utc> }
        derived |new| {
            updated_at: DateTime<Utc> = new.now,
            search_key: String = search_key(&new.name, &new.display_name),
        }
    }
}

/// Selects groups.
pub(crate) fn select(rest: &str) -> String {
    let columns = GroupRecord::COLUMNS;
    format!("SELECT {columns} FROM groups g JOIN organizations o ON o.id = g.organization_id {rest}")
}

impl GroupRecord {
    /// Whether this is the organization's Everyone.
    pub fn is_everyone(&self) -> bool {
        self.id.is_everyone_of(self.organization_id)
    }
}

impl Reader {
    /// By id.
    pub async fn group_by_id(&self, id: GroupId) -> Result<Option<GroupRecord>, StoreError> {
        self.find(&select("WHERE g.id = ?1"), &[id.into()]).await
    }

    /// By name in an organization; case counts.
    pub async fn group_by_name(
        &self,
        organization: OrganizationId,
        name: &str,
    ) -> Result<Option<GroupRecord>, StoreError> {
        let sql = select("WHERE g.organization_id = ?1 AND g.name = ?2");
        self.find(&sql, &[organization.into(), name.into()]).await
    }

    /// Those of a name, in any letter case, in some organizations.
    pub async fn groups_named(
        &self,
        organizations: &[OrganizationId],
        name: &str,
    ) -> Result<Vec<GroupId>, StoreError> {
        let mut filter = self.filter();
        let places = filter.bind_all(organizations.iter().copied());
        filter.and(format!("g.organization_id IN ({places})"));
        let place = filter.bind(name.to_lowercase());
        filter.and(format!("lower(g.name) = {place}"));
        let sql = format!("SELECT g.id FROM groups g {} ORDER BY g.id", filter.clause());
        let found: Vec<(GroupId,)> = self.fetch(&sql, &filter.values).await?;
        Ok(found.into_iter().map(|(id,)| id).collect())
    }

    /// Ids and names of all groups of an organization but Everyone, in the order of their names.
    pub async fn group_names(
        &self,
        organization: OrganizationId,
    ) -> Result<Vec<(GroupId, String)>, StoreError> {
        let sql =
            "SELECT g.id, g.name FROM groups g WHERE g.organization_id = ?1 AND g.id <> ?1 ORDER BY g.name";
        self.fetch(sql, &[organization.into()]).await
    }
}

impl Tx {
    /// Adds a group; taken when the organization has one of that name.
    pub async fn insert_group(&self, new: &Authorized<Create, NewGroup>) -> Result<Inserted, StoreError> {
        self.insert_new(&**new).await
    }

    /// Changes a group, and its name for SCIM.
    ///
    /// # Errors
    /// `Internal` when the change is one of another group.
    pub async fn update_group(
        &self,
        group: &Authorized<Update, GroupRecord>,
        new: &GroupUpdate,
    ) -> Result<Change, StoreError> {
        if (group.id, group.organization_id) != (new.id, new.organization_id) {
            return Err(StoreError::Internal("a change of another group than was permitted".into()));
        }
        let named = "SELECT g.id FROM groups g WHERE g.organization_id = ?1 AND g.name = ?2";
        let other: Option<(GroupId,)> =
            self.find(named, &[new.organization_id.into(), (&new.name).into()]).await?;
        if other.is_some_and(|(id,)| id != new.id) {
            return Ok(Change::Taken);
        }
        if !self.update(new).await? {
            return Ok(Change::Missing);
        }
        let shown = if new.display_name.is_empty() { &new.name } else { &new.display_name };
        self.rename_scim_group(new.id, shown, new.now).await?;
        Ok(Change::Done)
    }

    /// Deletes a group with its memberships and takes it out of the mapping of claims; Everyone stays. False
    /// when there is none to delete.
    pub async fn delete_group(&self, group: &Authorized<Delete, GroupRecord>) -> Result<bool, StoreError> {
        let (id, organization) = (group.id, group.organization_id);
        let sql = "DELETE FROM groups WHERE id = ?1 AND id <> organization_id";
        if self.execute(sql, &[id.into()]).await? == 0 {
            return Ok(false);
        }
        self.unmap_group(organization, id).await?;
        Ok(true)
    }
}

/// What searches look at.
fn search_key(name: &str, display_name: &str) -> String {
    format!("{name} {display_name}").to_lowercase()
}

//! Groups. Each organization has one whose id is its own: Everyone, whose members are the organization's.

use crate::row::{Cell, Column, FromRow, Row};
use crate::value::Value;
use crate::{Change, Inserted, Reader, StoreError, Tx};
use chrono::{DateTime, Utc};
use uuid::Uuid;

pub(crate) const COLUMNS: &str = "g.id, g.organization_id, g.name, g.display_name, g.avatar_url, g.quota_allowance, \
    g.source, g.created_at, g.updated_at, o.name, o.display_name";
pub(crate) const FROM: &str = "FROM groups g JOIN organizations o ON o.id = g.organization_id";

/// A group and what it shows of its organization.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs, reason = "the columns say it")]
pub struct GroupRecord {
    pub id: Uuid,
    pub organization_id: Uuid,
    pub name: String,
    pub display_name: String,
    pub avatar_url: String,
    pub quota_allowance: i32,
    pub source: GroupSource,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
    pub organization_name: String,
    pub organization_display_name: String,
}

/// Where a group came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GroupSource {
    /// Made through the API.
    User,
    /// Made by an identity provider.
    Oidc,
}

/// What a group begins with.
#[derive(Debug, Clone)]
#[allow(missing_docs, reason = "the columns say it")]
pub struct NewGroup {
    pub id: Uuid,
    pub organization_id: Uuid,
    pub name: String,
    pub display_name: String,
    pub avatar_url: String,
    pub quota_allowance: i32,
    pub source: GroupSource,
    pub now: DateTime<Utc>,
}

/// All fields that may change, as they shall be afterwards.
#[derive(Debug, Clone)]
#[allow(missing_docs, reason = "the columns say it")]
pub struct GroupUpdate {
    pub id: Uuid,
    pub organization_id: Uuid,
    pub name: String,
    pub display_name: String,
    pub avatar_url: String,
    pub quota_allowance: i32,
    pub now: DateTime<Utc>,
}

impl GroupRecord {
    /// Whether this is the organization's Everyone.
    pub fn is_everyone(&self) -> bool {
        self.id == self.organization_id
    }
}

impl GroupSource {
    /// The word that is stored and shown.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Oidc => "oidc",
        }
    }
}

impl Column for GroupSource {
    fn from_cell(cell: Cell<'_>) -> Option<Self> {
        match cell {
            Cell::Text("user") => Some(Self::User),
            Cell::Text("oidc") => Some(Self::Oidc),
            _ => None,
        }
    }
}

impl FromRow for GroupRecord {
    fn from_row(row: &mut Row<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.next()?,
            organization_id: row.next()?,
            name: row.next()?,
            display_name: row.next()?,
            avatar_url: row.next()?,
            quota_allowance: row.next()?,
            source: row.next()?,
            created_at: row.next()?,
            updated_at: row.next()?,
            organization_name: row.next()?,
            organization_display_name: row.next()?,
        })
    }
}

impl Reader {
    /// By id.
    pub async fn group_by_id(&self, id: Uuid) -> Result<Option<GroupRecord>, StoreError> {
        self.find(&format!("SELECT {COLUMNS} {FROM} WHERE g.id = ?1"), &[id.into()]).await
    }

    /// By name in an organization; case counts.
    pub async fn group_by_name(
        &self,
        organization: Uuid,
        name: &str,
    ) -> Result<Option<GroupRecord>, StoreError> {
        let sql = format!("SELECT {COLUMNS} {FROM} WHERE g.organization_id = ?1 AND g.name = ?2");
        self.find(&sql, &[organization.into(), name.into()]).await
    }

    /// Ids and names of all groups of an organization but Everyone, in the order of their names.
    pub async fn group_names(&self, organization: Uuid) -> Result<Vec<(Uuid, String)>, StoreError> {
        let sql =
            "SELECT g.id, g.name FROM groups g WHERE g.organization_id = ?1 AND g.id <> ?1 ORDER BY g.name";
        self.fetch(sql, &[organization.into()]).await
    }
}

impl Tx {
    /// Adds a group; taken when the organization has one of that name.
    pub async fn insert_group(&self, new: &NewGroup) -> Result<Inserted, StoreError> {
        let sql = "INSERT INTO groups (id, organization_id, name, display_name, avatar_url, quota_allowance, source, \
                   created_at, updated_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?8) ON CONFLICT DO NOTHING";
        let values = [
            new.id.into(),
            new.organization_id.into(),
            (&new.name).into(),
            (&new.display_name).into(),
            (&new.avatar_url).into(),
            new.quota_allowance.into(),
            Value::from(new.source.as_str()),
            new.now.into(),
        ];
        Ok(Inserted::from_count(self.execute(sql, &values).await?))
    }

    /// Changes a group.
    pub async fn update_group(&self, new: &GroupUpdate) -> Result<Change, StoreError> {
        let named = "SELECT g.id FROM groups g WHERE g.organization_id = ?1 AND g.name = ?2";
        let other: Option<(Uuid,)> =
            self.find(named, &[new.organization_id.into(), (&new.name).into()]).await?;
        if other.is_some_and(|(id,)| id != new.id) {
            return Ok(Change::Taken);
        }
        let sql = "UPDATE groups SET name = ?3, display_name = ?4, avatar_url = ?5, quota_allowance = ?6, updated_at = ?7 \
                   WHERE id = ?1 AND organization_id = ?2";
        let values = [
            new.id.into(),
            new.organization_id.into(),
            (&new.name).into(),
            (&new.display_name).into(),
            (&new.avatar_url).into(),
            new.quota_allowance.into(),
            new.now.into(),
        ];
        Ok(if self.execute(sql, &values).await? == 0 { Change::Missing } else { Change::Done })
    }

    /// Deletes a group with its memberships; Everyone stays. False when there is none to delete.
    pub async fn delete_group(&self, id: Uuid) -> Result<bool, StoreError> {
        let sql = "DELETE FROM groups WHERE id = ?1 AND id <> organization_id";
        Ok(self.execute(sql, &[id.into()]).await? > 0)
    }
}

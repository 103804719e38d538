//! What identity providers say of groups, beside the groups of the default organization.

use crate::filter::Filter;
use crate::row::{FromRow, Row};
use crate::value::Value;
use crate::{Inserted, Reader, StoreError, Tx};
use chrono::{DateTime, Utc};
use std::collections::HashSet;
use uuid::Uuid;

pub(super) const COLUMNS: &str = "r.id, r.document, r.created_at, r.updated_at";

/// What is said of one group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScimGroupRecord {
    /// The group's id.
    pub id: Uuid,
    /// The document as it was sent: a JSON object.
    pub document: String,
    /// When SCIM took the group on.
    pub created_at: DateTime<Utc>,
    /// When SCIM changed it last.
    pub updated_at: DateTime<Utc>,
}

/// What is written of one group.
#[derive(Debug, Clone)]
pub struct ScimGroupRow {
    /// The group's id.
    pub id: Uuid,
    /// `displayName` in lower case: no two groups have the same.
    pub name_key: String,
    /// `externalId`.
    pub external_id: Option<String>,
    /// `displayName`.
    pub display_name: String,
    /// The document as it was sent: a JSON object.
    pub document: String,
    /// The same as it is searched: a JSON object.
    pub search: String,
    /// What members are called, each once.
    pub members: Vec<String>,
    /// When.
    pub now: DateTime<Utc>,
}

impl FromRow for ScimGroupRecord {
    fn from_row(row: &mut Row<'_>) -> Result<Self, StoreError> {
        Ok(Self { id: row.next()?, document: row.next()?, created_at: row.next()?, updated_at: row.next()? })
    }
}

/// A member, the group that lists them, and its name.
struct Listed(String, Uuid, String);

impl FromRow for Listed {
    fn from_row(row: &mut Row<'_>) -> Result<Self, StoreError> {
        Ok(Self(row.next()?, row.next()?, row.next()?))
    }
}

impl Reader {
    /// By the group's id.
    pub async fn scim_group(&self, id: Uuid) -> Result<Option<ScimGroupRecord>, StoreError> {
        self.find(&format!("SELECT {COLUMNS} FROM scim_groups r WHERE r.id = ?1"), &[id.into()]).await
    }

    /// Which group has this `displayName`, in any letter case.
    pub async fn scim_group_named(&self, display_name: &str) -> Result<Option<Uuid>, StoreError> {
        let sql = "SELECT id FROM scim_groups WHERE name_key = ?1";
        let found: Option<(Uuid,)> = self.find(sql, &[display_name.to_lowercase().into()]).await?;
        Ok(found.map(|(id,)| id))
    }

    /// The groups that list these members, as (member, group, `displayName`), in one query.
    pub async fn scim_groups_listing(
        &self,
        members: &[String],
    ) -> Result<Vec<(String, Uuid, String)>, StoreError> {
        let mut filter = Filter::default();
        let places = filter.bind_all(members.iter().map(String::as_str));
        let sql = format!(
            "SELECT m.member_key, g.id, g.display_name FROM scim_group_members m \
             JOIN scim_groups g ON g.id = m.group_id WHERE m.member_key IN ({places}) \
             ORDER BY m.member_key, g.display_name, g.id"
        );
        let listed: Vec<Listed> = self.fetch(&sql, &filter.values).await?;
        Ok(listed.into_iter().map(|Listed(member, group, name)| (member, group, name)).collect())
    }
}

impl Tx {
    /// Takes a group on; taken when it was already, or when another one has the `displayName`.
    pub async fn insert_scim_group(&self, row: &ScimGroupRow) -> Result<Inserted, StoreError> {
        let search = self.json().value("?6");
        let sql = format!(
            "INSERT INTO scim_groups (id, name_key, external_id, display_name, document, search, created_at, updated_at) \
             VALUES (?1, ?2, ?3, ?4, ?5, {search}, ?7, ?7) ON CONFLICT DO NOTHING RETURNING 1"
        );
        let inserted = Inserted::from_count(self.execute(&sql, &values(row)).await?);
        if inserted == Inserted::Done {
            for member in &row.members {
                self.insert_scim_member(row.id, member).await?;
            }
        }
        Ok(inserted)
    }

    /// Writes what is said now. The caller has looked whether another group has the `displayName`.
    pub async fn update_scim_group(&self, row: &ScimGroupRow) -> Result<(), StoreError> {
        let search = self.json().value("?6");
        let sql = format!(
            "UPDATE scim_groups SET name_key = ?2, external_id = ?3, display_name = ?4, document = ?5, search = {search}, \
             updated_at = ?7 WHERE id = ?1 RETURNING 1"
        );
        self.execute(&sql, &values(row)).await?;
        let known = "SELECT member_key FROM scim_group_members WHERE group_id = ?1";
        let known: Vec<(String,)> = self.fetch(known, &[row.id.into()]).await?;
        let known: HashSet<&str> = known.iter().map(|(member,)| member.as_str()).collect();
        let wanted: HashSet<&str> = row.members.iter().map(String::as_str).collect();
        for member in known.difference(&wanted) {
            let sql = "DELETE FROM scim_group_members WHERE member_key = ?1 AND group_id = ?2 RETURNING 1";
            self.execute(sql, &[(*member).into(), row.id.into()]).await?;
        }
        for member in wanted.difference(&known) {
            self.insert_scim_member(row.id, member).await?;
        }
        Ok(())
    }

    async fn insert_scim_member(&self, group: Uuid, member: &str) -> Result<(), StoreError> {
        let sql = "INSERT INTO scim_group_members (member_key, group_id) VALUES (?1, ?2) RETURNING 1";
        self.execute(sql, &[member.into(), group.into()]).await.map(|_| ())
    }
}

fn values(row: &ScimGroupRow) -> [Value<'_>; 7] {
    [
        row.id.into(),
        (&row.name_key).into(),
        row.external_id.as_deref().into(),
        (&row.display_name).into(),
        (&row.document).into(),
        (&row.search).into(),
        row.now.into(),
    ]
}

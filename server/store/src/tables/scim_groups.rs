//! What identity providers say of groups, beside the groups of the default organization. Their members stand in rows of their
//! own: see `scim_members`.

use crate::row::{FromRow, Row};
use crate::value::Value;
use crate::{Inserted, Reader, StoreError, Tx};
use chrono::{DateTime, Utc};
use uuid::Uuid;

pub(super) const COLUMNS: &str = "r.id, r.document, r.revision, r.created_at, r.updated_at";

/// What is said of one group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScimGroupRecord {
    /// The group's id.
    pub id: Uuid,
    /// The document as it was sent, without its members: a JSON object.
    pub document: String,
    /// How often it was changed.
    pub revision: i64,
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
    /// The document as it was sent, without its members: a JSON object.
    pub document: String,
    /// The same as it is searched: a JSON object.
    pub search: String,
    /// When.
    pub now: DateTime<Utc>,
}

impl FromRow for ScimGroupRecord {
    fn from_row(row: &mut Row<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.next()?,
            document: row.next()?,
            revision: row.next()?,
            created_at: row.next()?,
            updated_at: row.next()?,
        })
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
}

impl Tx {
    /// Takes a group on; taken when it was already, or when another one has the `displayName`.
    pub async fn insert_scim_group(&self, row: &ScimGroupRow) -> Result<Inserted, StoreError> {
        let search = self.json().value("?6");
        let sql = format!(
            "INSERT INTO scim_groups (id, name_key, external_id, display_name, document, search, created_at, updated_at) \
             VALUES (?1, ?2, ?3, ?4, ?5, {search}, ?7, ?7) ON CONFLICT DO NOTHING"
        );
        Ok(Inserted::from_count(self.execute(&sql, &values(row)).await?))
    }

    /// Writes what is said now. The caller has looked whether another group has the `displayName`.
    pub async fn update_scim_group(&self, row: &ScimGroupRow) -> Result<(), StoreError> {
        let search = self.json().value("?6");
        let sql = format!(
            "UPDATE scim_groups SET name_key = ?2, external_id = ?3, display_name = ?4, document = ?5, search = {search}, \
             revision = revision + 1, updated_at = ?7 WHERE id = ?1"
        );
        self.execute(&sql, &values(row)).await.map(|_| ())
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

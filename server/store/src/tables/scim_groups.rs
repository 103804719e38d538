//! What identity providers say of groups, beside the groups of the default organization. Their members stand
//! in rows of their own: see `scim_members`.

use crate::table::table;
use crate::value::Json;
use crate::{Inserted, Reader, StoreError, Tx};
use burgrave_core::ids::GroupId;
use burgrave_core::scim::document::Document;
use burgrave_core::scim::index::index;
use burgrave_core::scim::naming::group_display_name;
use burgrave_core::scim::schema::GROUPS;
use chrono::{DateTime, Utc};
use serde_json::{Map, Value};

table! {
    SCIM_GROUPS = "scim_groups" as "r";

    read
    /// What is said of one group.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct ScimGroupRecord {
        /// The group's id.
        pub id: GroupId,
        /// The document as it was sent, without its members: a JSON object.
        pub document: String,
        /// How often it was changed.
        pub revision: i64,
        /// When SCIM took the group on.
        pub created_at: DateTime<Utc>,
        /// When SCIM changed it last.
        pub updated_at: DateTime<Utc>,
    }

    write
    /// What is written of one group.
    #[derive(Debug, Clone)]
    pub struct ScimGroupRow {
        key {
            /// The group's id.
            pub id: GroupId,
        }
        columns {
            /// `displayName` in lower case: no two groups have the same.
            pub name_key: String,
            /// `externalId`.
            pub external_id: Option<String>,
            /// `displayName`.
            pub display_name: String,
            /// The document as it was sent, without its members: a JSON object.
            pub document: String,
        }
        given {
            /// The same as it is searched: a JSON object.
            pub search: String,
            /// When.
            pub now: DateTime<Utc>,
        }
        derived |new| { search: Json<'_> = Json(&new.search), updated_at: DateTime<Utc> = new.now }
        first |new| { created_at: DateTime<Utc> = new.now }
        also ["revision = revision + 1"]
    }
}

impl Reader {
    /// By the group's id.
    pub async fn scim_group(&self, id: GroupId) -> Result<Option<ScimGroupRecord>, StoreError> {
        self.find(
            &format!("SELECT {} FROM scim_groups r WHERE r.id = ?1", ScimGroupRecord::COLUMNS),
            &[id.into()],
        )
        .await
    }

    /// Which group has this `displayName`, in any letter case.
    pub async fn scim_group_named(&self, display_name: &str) -> Result<Option<GroupId>, StoreError> {
        let sql = "SELECT id FROM scim_groups WHERE name_key = ?1";
        let found: Option<(GroupId,)> = self.find(sql, &[display_name.to_lowercase().into()]).await?;
        Ok(found.map(|(id,)| id))
    }
}

impl ScimGroupRow {
    /// The row of a document without its members.
    pub fn of(id: GroupId, document: &Document, now: DateTime<Utc>) -> Self {
        let search = index(&GROUPS, &id.to_string(), document);
        Self {
            id,
            name_key: text(&search, "displayName").unwrap_or_default(),
            external_id: text(&search, "externalId"),
            display_name: text(document, "displayName").unwrap_or_default(),
            search: Value::Object(search).to_string(),
            document: Value::Object(document.clone()).to_string(),
            now,
        }
    }
}

/// A text of a document, or of its searchable form.
pub(super) fn text(of: &Map<String, Value>, name: &str) -> Option<String> {
    of.get(name).and_then(Value::as_str).map(str::to_owned)
}

/// A document as it is kept.
pub(super) fn document(text: &str) -> Result<Document, StoreError> {
    serde_json::from_str(text).map_err(|error| StoreError::Internal(format!("a SCIM document: {error}")))
}

impl Tx {
    /// A group that was renamed here has that name for SCIM too, unless another group of SCIM has it.
    pub(super) async fn rename_scim_group(
        &self,
        id: GroupId,
        name: &str,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let Some(record) = self.scim_group(id).await? else { return Ok(()) };
        let mut document = document(&record.document)?;
        let told = text(&document, "displayName").unwrap_or_default();
        if group_display_name(&told) == name
            || self.scim_group_named(name).await?.is_some_and(|one| one != id)
        {
            return Ok(());
        }
        document.insert("displayName".into(), name.into());
        self.update_scim_group(&ScimGroupRow::of(id, &document, now)).await
    }

    /// Takes a group on; taken when it was already, or when another one has the `displayName`.
    pub async fn insert_scim_group(&self, row: &ScimGroupRow) -> Result<Inserted, StoreError> {
        self.insert_new(row).await
    }

    /// Writes what is said now. The caller has looked whether another group has the `displayName`.
    pub async fn update_scim_group(&self, row: &ScimGroupRow) -> Result<(), StoreError> {
        self.update(row).await.map(|_| ())
    }
}

//! Workspaces: soft-deleted, with a name that is unique among those of the owner that are not.

use crate::table::table;
use crate::{Inserted, Reader, StoreError, Tx};
use burgrave_core::ids::{OrganizationId, TemplateId, UserId, WorkspaceBuildId, WorkspaceId};
use chrono::{DateTime, Utc};

table! {
    WORKSPACES = "workspaces" as "w";

    write
    /// A new workspace.
    #[derive(Debug, Clone)]
    #[allow(missing_docs, reason = "the columns say it")]
    pub struct NewWorkspace {
        key { pub id: WorkspaceId }
        columns {
            pub owner_id: UserId,
            pub organization_id: OrganizationId,
            pub template_id: TemplateId,
            pub name: String,
            pub autostart_schedule: Option<String>,
            pub ttl_ms: Option<i64>,
            pub automatic_updates: String,
            pub next_start_at: Option<DateTime<Utc>>,
        }
        given {
            /// The owner's username.
            pub owner_name: String,
            pub now: DateTime<Utc>,
        }
        derived |new| {
            owner_key: String = new.owner_name.to_lowercase(),
            name_key: String = new.name.to_lowercase(),
            created_at: DateTime<Utc> = new.now,
            updated_at: DateTime<Utc> = new.now,
            last_used_at: DateTime<Utc> = new.now,
            list_rank: i64 = 1_i64,
            favorite: bool = false,
        }
    }

    other {
        deleted_at: Option<DateTime<Utc>>,
        latest_build_id: Option<WorkspaceBuildId>,
        dormant_at: Option<DateTime<Utc>>,
        deleting_at: Option<DateTime<Utc>>,
        next_stop_at: Option<DateTime<Utc>>,
    }
}

impl Reader {
    /// How many workspaces that are not deleted a user owns, in all organizations.
    pub async fn workspaces_owned_by(&self, user: UserId) -> Result<u64, StoreError> {
        let sql = "SELECT count(*) FROM workspaces w WHERE w.owner_id = ?1 AND w.deleted_at IS NULL";
        let (count,) = self.one(sql, &[user.into()]).await?;
        Ok(count)
    }
}

impl Tx {
    /// Adds a workspace; taken when another of the owner that is not deleted has the name in any case.
    pub async fn insert_workspace(&self, new: &NewWorkspace) -> Result<Inserted, StoreError> {
        self.insert_new(new).await
    }

    /// Deletes a workspace softly; false when there is none to delete.
    pub async fn delete_workspace(&self, id: WorkspaceId, now: DateTime<Utc>) -> Result<bool, StoreError> {
        let sql = "UPDATE workspaces SET deleted_at = ?2, updated_at = ?2 \
                   WHERE id = ?1 AND deleted_at IS NULL";
        Ok(self.execute(sql, &[id.into(), now.into()]).await? > 0)
    }
}

//! What is changed in workspaces.

use super::records::Workspace;
use crate::table::table;
use crate::value::Value;
use crate::{Change, Inserted, StoreError, Tx};
use burgrave_core::authorization::{Authorized, Create, Update};
use burgrave_core::ids::{OrganizationId, TemplateId, UserId, WorkspaceId};
use burgrave_core::provisioning::build::AutomaticUpdates;
use chrono::{DateTime, Utc};

table! {
    NEW_WORKSPACES = "workspaces" as "w";

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
            pub automatic_updates: AutomaticUpdates,
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

    other { next_stop_at: Option<DateTime<Utc>> }
}

impl Tx {
    /// Adds a workspace; taken when another of the owner that is not deleted has the name in any case.
    pub async fn insert_workspace(
        &self,
        new: &Authorized<Create, NewWorkspace>,
    ) -> Result<Inserted, StoreError> {
        let inserted = self.insert_new(&**new).await?;
        if inserted == Inserted::Done {
            self.count_workspace(new.id, new.organization_id, new.template_id, 1).await?;
        }
        Ok(inserted)
    }

    /// Deletes a workspace softly, as the end of the build that deletes it does; false when there is none to
    /// delete.
    pub(in crate::tables::provisioning) async fn delete_workspace_row(
        &self,
        id: WorkspaceId,
        now: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        let sql = "UPDATE workspaces SET deleted_at = ?2, updated_at = ?2, next_start_at = NULL, \
                   next_stop_at = NULL, deleting_at = NULL WHERE id = ?1 AND deleted_at IS NULL RETURNING \
                   organization_id, template_id";
        let gone: Vec<(OrganizationId, TemplateId)> = self.change(sql, &[id.into(), now.into()]).await?;
        let Some((organization, template)) = gone.first() else { return Ok(false) };
        self.count_workspace(id, *organization, *template, -1).await?;
        Ok(true)
    }

    /// Deletes a workspace softly; false when it is deleted already.
    pub async fn delete_workspace(
        &self,
        workspace: &Authorized<burgrave_core::authorization::Delete, Workspace>,
        now: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        self.delete_workspace_row(workspace.id, now).await
    }

    /// Gives a workspace another name.
    pub async fn rename_workspace(
        &self,
        workspace: &Authorized<Update, Workspace>,
        name: &str,
        now: DateTime<Utc>,
    ) -> Result<Change, StoreError> {
        self.place_workspace(workspace, workspace.owner_id, &workspace.owner_name, name, now).await
    }

    /// Hands a workspace to another owner. It is no favourite of theirs.
    pub async fn hand_over_workspace(
        &self,
        workspace: &Authorized<Update, Workspace>,
        owner: UserId,
        owner_name: &str,
        now: DateTime<Utc>,
    ) -> Result<Change, StoreError> {
        let done = self.place_workspace(workspace, owner, owner_name, &workspace.name, now).await?;
        if done == Change::Done {
            let sql = "UPDATE workspaces SET favorite = ?2 WHERE id = ?1";
            self.execute(sql, &[workspace.id.into(), false.into()]).await?;
            // What the owner has needs no entry in the list.
            let sql = "DELETE FROM workspace_users WHERE workspace_id = ?1 AND user_id = ?2";
            self.execute(sql, &[workspace.id.into(), owner.into()]).await?;
        }
        Ok(done)
    }

    async fn place_workspace(
        &self,
        workspace: &Workspace,
        owner: UserId,
        owner_name: &str,
        name: &str,
        now: DateTime<Utc>,
    ) -> Result<Change, StoreError> {
        let key = name.to_lowercase();
        let named = "SELECT w.id FROM workspaces w WHERE w.owner_id = ?1 AND w.name_key = ?2 AND \
                     w.deleted_at IS NULL";
        let other: Option<(WorkspaceId,)> = self.find(named, &[owner.into(), (&key).into()]).await?;
        if other.is_some_and(|(id,)| id != workspace.id) {
            return Ok(Change::Taken);
        }
        let sql = "UPDATE workspaces SET owner_id = ?2, owner_key = ?3, name = ?4, name_key = ?5, updated_at \
                   = ?6 WHERE id = ?1 AND deleted_at IS NULL";
        let (owner_key, name) = (owner_name.to_lowercase(), name);
        let values =
            [workspace.id.into(), owner.into(), owner_key.into(), name.into(), key.into(), now.into()];
        Ok(if self.execute(sql, &values).await? > 0 { Change::Done } else { Change::Missing })
    }

    /// Sets when a workspace starts by itself; false when it is deleted.
    pub async fn set_autostart(
        &self,
        workspace: &Authorized<Update, Workspace>,
        schedule: Option<&str>,
        next: Option<DateTime<Utc>>,
    ) -> Result<bool, StoreError> {
        let columns = "autostart_schedule = ?2, next_start_at = ?3";
        self.set_of_workspace(workspace, columns, vec![schedule.into(), next.into()]).await
    }

    /// Sets when a workspace starts next, without a change of its schedule; false when it is deleted.
    pub async fn set_next_start(
        &self,
        workspace: &Authorized<Update, Workspace>,
        next: Option<DateTime<Utc>>,
    ) -> Result<bool, StoreError> {
        self.set_of_workspace(workspace, "next_start_at = ?2", vec![next.into()]).await
    }

    /// Sets when a workspace is looked at next that is to stop by itself; its deadline stays. False when it
    /// is deleted.
    pub async fn set_next_stop(
        &self,
        workspace: &Authorized<Update, Workspace>,
        next: Option<DateTime<Utc>>,
    ) -> Result<bool, StoreError> {
        self.set_of_workspace(workspace, "next_stop_at = ?2", vec![next.into()]).await
    }

    /// Has what runs of a user's workspaces stopped as soon as somebody looks.
    pub(in crate::tables) async fn stop_workspaces_of(
        &self,
        owner: UserId,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let sql = "UPDATE workspaces SET next_stop_at = ?2 WHERE owner_id = ?1 AND list_rank = 0 AND \
                   deleted_at IS NULL";
        self.execute(sql, &[owner.into(), now.into()]).await.map(|_| ())
    }

    /// Sets how long a workspace runs, in milliseconds; false when it is deleted.
    pub async fn set_ttl(
        &self,
        workspace: &Authorized<Update, Workspace>,
        ttl_ms: Option<i64>,
    ) -> Result<bool, StoreError> {
        self.set_of_workspace(workspace, "ttl_ms = ?2", vec![(&ttl_ms).into()]).await
    }

    /// Sets whether a workspace goes to its template's active version by itself; false when it is deleted.
    pub async fn set_automatic_updates(
        &self,
        workspace: &Authorized<Update, Workspace>,
        updates: AutomaticUpdates,
    ) -> Result<bool, StoreError> {
        self.set_of_workspace(workspace, "automatic_updates = ?2", vec![updates.into()]).await
    }

    /// Sets whether a workspace is a favourite of its owner; false when it is deleted.
    pub async fn set_favorite(
        &self,
        workspace: &Authorized<Update, Workspace>,
        favorite: bool,
    ) -> Result<bool, StoreError> {
        self.set_of_workspace(workspace, "favorite = ?2", vec![favorite.into()]).await
    }

    /// Makes a workspace dormant, to be deleted at `deleting_at`; false when it is deleted.
    pub async fn set_dormant(
        &self,
        workspace: &Authorized<Update, Workspace>,
        dormant_at: DateTime<Utc>,
        deleting_at: Option<DateTime<Utc>>,
    ) -> Result<bool, StoreError> {
        let columns = "dormant_at = ?2, deleting_at = ?3, next_start_at = NULL";
        self.set_of_workspace(workspace, columns, vec![dormant_at.into(), deleting_at.into()]).await
    }

    /// Wakes a dormant workspace up; false when it is deleted.
    pub async fn wake_workspace(
        &self,
        workspace: &Authorized<Update, Workspace>,
        next_start: Option<DateTime<Utc>>,
        now: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        let columns = "dormant_at = NULL, deleting_at = NULL, last_used_at = ?2, next_start_at = ?3";
        self.set_of_workspace(workspace, columns, vec![now.into(), next_start.into()]).await
    }

    /// Somebody uses the workspace; false when it is deleted. A time never goes back.
    pub async fn use_workspace(
        &self,
        workspace: &Authorized<Update, Workspace>,
        now: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        let sql = "UPDATE workspaces SET last_used_at = ?2 WHERE id = ?1 AND deleted_at IS NULL AND \
                   last_used_at < ?2";
        Ok(self.execute(sql, &[workspace.id.into(), now.into()]).await? > 0)
    }

    /// Sets columns of a workspace; values are numbered from `?2` on.
    async fn set_of_workspace(
        &self,
        workspace: &Workspace,
        columns: &str,
        values: Vec<Value<'_>>,
    ) -> Result<bool, StoreError> {
        let sql = format!("UPDATE workspaces SET {columns} WHERE id = ?1 AND deleted_at IS NULL");
        let values: Vec<_> = std::iter::once(workspace.id.into()).chain(values).collect();
        Ok(self.execute(&sql, &values).await? > 0)
    }
}

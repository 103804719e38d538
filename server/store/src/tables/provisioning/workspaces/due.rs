//! Workspaces for which it is time.

use super::records::{WorkspaceRecord, select};
use crate::{Reader, StoreError};
use burgrave_core::ids::{TemplateId, WorkspaceId};
use chrono::{DateTime, Utc};

impl Reader {
    /// Workspaces whose autostart is due, those first that have waited longest.
    pub async fn workspaces_to_start(
        &self,
        now: DateTime<Utc>,
        limit: u32,
    ) -> Result<Vec<WorkspaceRecord>, StoreError> {
        self.due_workspaces("next_start_at", now, limit).await
    }

    /// Workspaces whose deadline is over, in the same order.
    pub async fn workspaces_to_stop(
        &self,
        now: DateTime<Utc>,
        limit: u32,
    ) -> Result<Vec<WorkspaceRecord>, StoreError> {
        self.due_workspaces("next_stop_at", now, limit).await
    }

    /// Whether the workspace is among those whose deadline is over.
    pub async fn is_stop_due(&self, id: WorkspaceId, now: DateTime<Utc>) -> Result<bool, StoreError> {
        let sql = "SELECT w.next_stop_at FROM workspaces w WHERE w.id = ?1";
        let found: Option<(Option<DateTime<Utc>>,)> = self.find(sql, &[id.into()]).await?;
        Ok(found.and_then(|(at,)| at).is_some_and(|at| at <= now))
    }

    /// Dormant workspaces that are to be deleted by now, in the same order. One that could not be deleted
    /// waits until its last build ended before `failed_before`, and one with a build on its way for its end.
    pub async fn workspaces_to_delete(
        &self,
        now: DateTime<Utc>,
        failed_before: DateTime<Utc>,
        limit: u32,
    ) -> Result<Vec<WorkspaceRecord>, StoreError> {
        let sql = select(
            "WHERE w.deleting_at IS NOT NULL AND w.deleting_at <= ?1 AND w.deleted_at IS NULL AND EXISTS \
             (SELECT b.id FROM workspace_builds b JOIN provisioner_jobs j ON j.id = b.job_id WHERE b.id = \
             w.latest_build_id AND j.completed_at IS NOT NULL AND (b.transition <> 'delete' OR \
             j.completed_at <= ?2)) ORDER BY w.deleting_at, w.id LIMIT ?3",
        );
        self.fetch(&sql, &[now.into(), failed_before.into(), limit.into()]).await
    }

    async fn due_workspaces(
        &self,
        column: &str,
        now: DateTime<Utc>,
        limit: u32,
    ) -> Result<Vec<WorkspaceRecord>, StoreError> {
        let sql = select(&format!(
            "WHERE w.{column} IS NOT NULL AND w.{column} <= ?1 AND w.deleted_at IS NULL ORDER BY w.{column}, \
             w.id LIMIT ?2"
        ));
        self.fetch(&sql, &[now.into(), limit.into()]).await
    }

    /// Templates whose unused workspaces become dormant, with the time after which, in milliseconds.
    pub async fn templates_with_dormancy(&self) -> Result<Vec<(TemplateId, i64)>, StoreError> {
        let sql = "SELECT t.id, t.dormant_after_ms FROM templates t WHERE t.dormant_after_ms > 0 AND \
                   t.deleted_at IS NULL ORDER BY t.id";
        self.fetch(sql, &[]).await
    }

    /// Workspaces of a template that were last used before this time and aren't dormant, in the same order.
    pub async fn workspaces_unused_since(
        &self,
        template: TemplateId,
        before: DateTime<Utc>,
        limit: u32,
    ) -> Result<Vec<WorkspaceRecord>, StoreError> {
        let sql = select(
            "WHERE w.template_id = ?1 AND w.last_used_at <= ?2 AND w.dormant_at IS NULL AND w.deleted_at IS \
             NULL ORDER BY w.last_used_at, w.id LIMIT ?3",
        );
        self.fetch(&sql, &[template.into(), before.into(), limit.into()]).await
    }
}

//! Workspaces for which it is time.

use super::records::{WorkspaceRecord, select};
use crate::{Reader, StoreError};
use burgrave_core::ids::TemplateId;
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

    /// Dormant workspaces that are to be deleted by now, in the same order.
    pub async fn workspaces_to_delete(
        &self,
        now: DateTime<Utc>,
        limit: u32,
    ) -> Result<Vec<WorkspaceRecord>, StoreError> {
        self.due_workspaces("deleting_at", now, limit).await
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

//! What is counted about templates now and then.

use crate::row::{FromRow, Row};
use crate::{Reader, StoreError, Tx};
use burgrave_core::ids::TemplateId;
use burgrave_core::provisioning::build::Transition;
use chrono::{DateTime, Utc};

/// What was counted about a template.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs, reason = "the types say it")]
pub struct TemplateUsage {
    pub template: TemplateId,
    /// People who used a workspace of it lately.
    pub active_users: u64,
}

/// A template with what was counted about it before.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs, reason = "the types say it")]
pub struct CountedTemplate {
    pub template: TemplateId,
    pub active_users: i64,
    /// JSON of the server; empty where nothing was counted.
    pub build_times: String,
}

impl FromRow for CountedTemplate {
    fn from_row(row: &mut Row<'_>) -> Result<Self, StoreError> {
        Ok(Self { template: row.next()?, active_users: row.next()?, build_times: row.next()? })
    }
}

impl Reader {
    /// How many people have used a workspace of each template since then; templates that nobody used are
    /// missing.
    pub async fn template_usage(&self, since: DateTime<Utc>) -> Result<Vec<TemplateUsage>, StoreError> {
        let sql = "SELECT w.template_id, count(DISTINCT w.owner_id) FROM workspaces w WHERE w.last_used_at \
                   >= ?1 AND w.deleted_at IS NULL GROUP BY w.template_id ORDER BY w.template_id";
        let found: Vec<(TemplateId, u64)> = self.fetch(sql, &[since.into()]).await?;
        let usage = |(template, active_users)| TemplateUsage { template, active_users };
        Ok(found.into_iter().map(usage).collect())
    }

    /// Templates that aren't deleted, in the order of their ids, behind one of them; with what was counted
    /// about them before.
    pub async fn templates_to_count(
        &self,
        after: TemplateId,
        limit: u32,
    ) -> Result<Vec<CountedTemplate>, StoreError> {
        let sql = "SELECT t.id, t.active_users, t.build_times FROM templates t WHERE t.id > ?1 AND \
                   t.deleted_at IS NULL ORDER BY t.id LIMIT ?2";
        self.fetch(sql, &[after.into(), limit.into()]).await
    }

    /// How long the last builds of a template took that succeeded, in milliseconds, the newest first.
    pub async fn template_build_times(
        &self,
        template: TemplateId,
        transition: Transition,
        limit: u32,
    ) -> Result<Vec<i64>, StoreError> {
        let sql = "SELECT j.started_at, j.completed_at FROM template_versions v JOIN workspace_builds b ON \
                   b.version_id = v.id JOIN provisioner_jobs j ON j.id = b.job_id WHERE v.template_id = ?1 \
                   AND b.transition = ?2 AND j.started_at IS NOT NULL AND j.completed_at IS NOT NULL AND \
                   j.error IS NULL AND j.canceled_at IS NULL ORDER BY j.completed_at DESC, j.id DESC LIMIT \
                   ?3";
        let values = [template.into(), transition.into(), limit.into()];
        let found: Vec<(DateTime<Utc>, DateTime<Utc>)> = self.fetch(sql, &values).await?;
        Ok(found.into_iter().map(|(began, ended)| (ended - began).num_milliseconds()).collect())
    }
}

impl Tx {
    /// Keeps what was counted about a template; `build_times` is JSON of the server. It is no change of the
    /// template.
    pub async fn set_template_usage(
        &self,
        template: TemplateId,
        active_users: u64,
        build_times: &str,
    ) -> Result<(), StoreError> {
        let sql =
            "UPDATE templates SET active_users = ?2, build_times = ?3 WHERE id = ?1 AND deleted_at IS NULL";
        let active_users = i64::try_from(active_users).unwrap_or(i64::MAX);
        self.execute(sql, &[template.into(), active_users.into(), build_times.into()]).await.map(|_| ())
    }
}

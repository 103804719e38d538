//! What has changed of workspaces without a build.

use crate::table::table;
use crate::value::Value;
use crate::{CurrentJob, Reader, StoreError, Tx, Workspace};
use burgrave_core::authorization::{Authorized, Update};
use burgrave_core::ids::{ProvisionerJobId, WorkspaceBuildId, WorkspaceId};
use chrono::{DateTime, Utc};
use uuid::Uuid;

table! {
    WORKSPACE_DRIFTS = "workspace_drifts" as "d";

    read
    /// A check.
    #[derive(Debug, Clone, PartialEq, Eq)]
    #[allow(missing_docs, reason = "the columns say it")]
    pub struct DriftRecord {
        pub id: Uuid,
        pub workspace_id: WorkspaceId,
        /// What it compares with.
        pub build_id: WorkspaceBuildId,
        pub job_id: ProvisionerJobId,
        pub created_at: DateTime<Utc>,
        /// What it has found, as JSON; none while it goes on, and where it failed.
        pub resources: Option<String>,
    }

    write
    struct NewDrift {
        key { id: Uuid }
        columns {
            workspace_id: WorkspaceId,
            build_id: WorkspaceBuildId,
            job_id: ProvisionerJobId,
        }
        given { now: DateTime<Utc> }
        derived |new| { created_at: DateTime<Utc> = new.now }
    }
}

table! {
    WORKSPACE_DRIFT_BASELINES = "workspace_drift_baselines" as "b";
    other { workspace_id: WorkspaceId, ignored: String }
}

/// Checks of one workspace that are kept: the latest ones.
const KEPT: u32 = 10;

impl Reader {
    /// The latest check of a workspace.
    pub async fn latest_drift(&self, workspace: WorkspaceId) -> Result<Option<DriftRecord>, StoreError> {
        let sql = format!(
            "SELECT {} FROM workspace_drifts d WHERE d.workspace_id = ?1 ORDER BY d.created_at DESC, d.id DESC \
             LIMIT 1",
            DriftRecord::COLUMNS
        );
        self.find(&sql, &[workspace.into()]).await
    }

    /// What the check before this one has found, if it compared with the same build.
    pub async fn drift_found_before(&self, job: &CurrentJob) -> Result<Option<String>, StoreError> {
        let sql = "SELECT d.resources FROM workspace_drifts d WHERE d.workspace_id = ?1 AND d.build_id = ?2 AND \
                   d.job_id <> ?3 AND d.resources IS NOT NULL ORDER BY d.created_at DESC, d.id DESC LIMIT 1";
        let (Some(workspace), Some(build)) = (job.workspace_id, job.build_id) else { return Ok(None) };
        let found: Option<(String,)> =
            self.find(sql, &[workspace.into(), build.into(), job.id.into()]).await?;
        Ok(found.map(|(resources,)| resources))
    }

    /// What of a workspace may change, as JSON.
    pub async fn drift_baseline(&self, workspace: WorkspaceId) -> Result<Option<String>, StoreError> {
        let sql = "SELECT b.ignored FROM workspace_drift_baselines b WHERE b.workspace_id = ?1";
        let found: Option<(String,)> = self.find(sql, &[workspace.into()]).await?;
        Ok(found.map(|(ignored,)| ignored))
    }

    /// Workspaces that run, of which nobody has looked since a time whether they have changed.
    pub async fn workspaces_to_check(
        &self,
        before: DateTime<Utc>,
        limit: u32,
    ) -> Result<Vec<WorkspaceId>, StoreError> {
        let sql = "SELECT w.id FROM workspaces w WHERE w.deleted_at IS NULL AND w.list_rank = 0 AND NOT EXISTS \
                   (SELECT 1 FROM workspace_drifts d WHERE d.workspace_id = w.id AND d.created_at >= ?1) ORDER \
                   BY w.list_rank, w.owner_key, w.name_key, w.id LIMIT ?2";
        let found: Vec<(WorkspaceId,)> = self.fetch(sql, &[before.into(), limit.into()]).await?;
        Ok(found.into_iter().map(|(id,)| id).collect())
    }
}

impl Tx {
    /// Adds a check of a workspace; the oldest ones beyond those that are kept go.
    pub async fn insert_drift(
        &self,
        workspace: &Authorized<Update, Workspace>,
        job: ProvisionerJobId,
        (id, build): (Uuid, WorkspaceBuildId),
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let workspace_id = workspace.id;
        let sql = "DELETE FROM workspace_drifts WHERE workspace_id = ?1 AND id NOT IN (SELECT d.id FROM \
                   workspace_drifts d WHERE d.workspace_id = ?1 ORDER BY d.created_at DESC, d.id DESC LIMIT ?2)";
        self.execute(sql, &[workspace_id.into(), (KEPT - 1).into()]).await?;
        self.insert(&NewDrift { id, workspace_id, build_id: build, job_id: job, now }).await
    }

    /// Keeps what the job has found.
    pub async fn set_drift(&self, job: &CurrentJob, resources: &str) -> Result<(), StoreError> {
        let sql = "UPDATE workspace_drifts SET resources = ?2 WHERE job_id = ?1";
        self.execute(sql, &[job.id.into(), resources.into()]).await.map(|_| ())
    }

    /// Says what of a workspace may change.
    pub async fn set_drift_baseline(
        &self,
        workspace: &Authorized<Update, Workspace>,
        ignored: &str,
    ) -> Result<(), StoreError> {
        let sql = "INSERT INTO workspace_drift_baselines (workspace_id, ignored) VALUES (?1, ?2) ON CONFLICT \
                   (workspace_id) DO UPDATE SET ignored = excluded.ignored";
        self.execute(sql, &[workspace.id.into(), Value::from(ignored)]).await.map(|_| ())
    }
}

//! What the end of a build does to the workspace.

use crate::{CurrentJob, StoreError, Tx, Workspace};
use burgrave_core::authorization::{Authorized, Update};
use burgrave_core::ids::WorkspaceBuildId;
use chrono::{DateTime, Utc};

/// A build that has succeeded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names say it")]
pub enum BuildEnd {
    /// The workspace runs, until then if it stops by itself.
    Started { deadline: Option<DateTime<Utc>>, max_deadline: Option<DateTime<Utc>> },
    /// It is stopped.
    Stopped,
    /// Nothing is left of it: it is deleted.
    Deleted,
}

impl Tx {
    /// Writes what the build has come to that the job carries out; [`Tx::complete_job`] ends the job itself.
    ///
    /// # Errors
    /// `Internal` when the job carries out no build.
    pub async fn end_build(
        &self,
        job: &CurrentJob,
        end: BuildEnd,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let (Some(build), Some(workspace)) = (job.build_id, job.workspace_id) else {
            return Err(StoreError::Internal("the end of a build by a job that carries out none".into()));
        };
        let (deadline, max_deadline, rank) = match end {
            BuildEnd::Started { deadline, max_deadline } => (deadline, max_deadline, 0_i64),
            BuildEnd::Stopped | BuildEnd::Deleted => (None, None, 1),
        };
        let sql =
            "UPDATE workspace_builds SET deadline = ?2, max_deadline = ?3, updated_at = ?4 WHERE id = ?1";
        self.execute(sql, &[build.into(), deadline.into(), max_deadline.into(), now.into()]).await?;
        let sql =
            "UPDATE workspaces SET list_rank = ?3, next_stop_at = ?4 WHERE id = ?1 AND latest_build_id = ?2";
        self.execute(sql, &[workspace.into(), build.into(), rank.into(), deadline.into()]).await?;
        if end == BuildEnd::Deleted {
            self.delete_workspace_row(workspace, now).await?;
        }
        Ok(())
    }

    /// Notes when a build has ended that didn't succeed.
    pub async fn touch_build(&self, build: WorkspaceBuildId, now: DateTime<Utc>) -> Result<(), StoreError> {
        let sql = "UPDATE workspace_builds SET updated_at = ?2 WHERE id = ?1";
        self.execute(sql, &[build.into(), now.into()]).await.map(|_| ())
    }

    /// Says when a workspace is stopped whose start has failed, as long as it is the latest build.
    pub async fn stop_failed_start(
        &self,
        build: WorkspaceBuildId,
        at: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let sql = "UPDATE workspaces SET next_stop_at = ?2 WHERE id = (SELECT b.workspace_id FROM \
                   workspace_builds b WHERE b.id = ?1) AND latest_build_id = ?1 AND deleted_at IS NULL";
        self.execute(sql, &[build.into(), at.into()]).await.map(|_| ())
    }

    /// Moves the deadline of the workspace's latest build; false when it doesn't run.
    pub async fn set_deadline(
        &self,
        workspace: &Authorized<Update, Workspace>,
        deadline: Option<DateTime<Utc>>,
        now: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        let sql =
            "UPDATE workspaces SET next_stop_at = ?2 WHERE id = ?1 AND list_rank = 0 AND deleted_at IS NULL";
        if self.execute(sql, &[workspace.id.into(), deadline.into()]).await? == 0 {
            return Ok(false);
        }
        let sql = "UPDATE workspace_builds SET deadline = ?2, updated_at = ?3 WHERE id = (SELECT \
                   w.latest_build_id FROM workspaces w WHERE w.id = ?1)";
        self.execute(sql, &[workspace.id.into(), deadline.into(), now.into()]).await?;
        Ok(true)
    }
}

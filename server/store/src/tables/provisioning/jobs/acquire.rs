//! A daemon takes a job.

use super::PENDING;
use super::current::CurrentJob;
use super::records::JobRecord;
use crate::{StoreError, Tx};
use burgrave_core::ids::ProvisionerDaemonId;
use burgrave_core::provisioning::queue::{Lane, Server};
use chrono::{DateTime, Utc};
use std::sync::LazyLock;

/// The columns of a job as `RETURNING` lists them: SQLite knows no alias there.
static RETURNED: LazyLock<String> = LazyLock::new(|| JobRecord::COLUMNS.replace("j.", ""));

impl Tx {
    /// Gives a daemon the pending job whose turn is the earliest of those that it may take, if there is one.
    /// Best asked for in [`crate::Store::write_read_committed`]: then daemons that ask at the same time pass
    /// each other by.
    pub async fn acquire_job(
        &self,
        worker: ProvisionerDaemonId,
        server: &Server,
        now: DateTime<Utc>,
    ) -> Result<Option<CurrentJob>, StoreError> {
        let mut heads = self.lane_heads(server.organization).await?;
        heads.sort_by_key(|head| (head.turn, head.job));
        for head in heads {
            let lane = Lane {
                organization: server.organization,
                provisioner: head.provisioner,
                tags: head.tags,
                waiting: 0,
                ahead: 0,
            };
            if !server.takes(&lane) {
                continue;
            }
            let known = if server.checks_drift { "" } else { " AND j.kind <> 'workspace_drift'" };
            let sql = format!(
                "UPDATE provisioner_jobs SET worker_id = ?2, started_at = ?3, updated_at = ?3, attempt = \
                 attempt + 1 WHERE id = (SELECT j.id FROM provisioner_jobs j WHERE j.lane_id = ?1 AND \
                 {PENDING}{known} ORDER BY j.turn, j.id LIMIT 1{}) RETURNING {}",
                self.dialect().skip_locked(),
                *RETURNED
            );
            let values = [head.id.into(), worker.into(), now.into()];
            let taken: Vec<JobRecord> = self.change(&sql, &values).await?;
            // Another transaction may have taken what was there a moment ago.
            if let Some(job) = taken.into_iter().next() {
                return Ok(Some(CurrentJob::of(job, worker)));
            }
        }
        Ok(None)
    }
}

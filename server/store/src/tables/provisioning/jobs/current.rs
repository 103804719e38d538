//! The proof that a daemon holds a job, and what it may do to it then.
//!
//! A daemon that was thought dead may wake up and go on with a job that was ended, or given to another. So
//! each of these statements names job, daemon and attempt, and changes nothing when that isn't the attempt
//! that runs.

use super::records::JobRecord;
use crate::value::Value;
use crate::{Reader, StoreError, Tx};
use burgrave_core::ids::{ProvisionerDaemonId, ProvisionerJobId};
use burgrave_core::provisioning::job::JobErrorCode;
use chrono::{DateTime, Utc};
use std::ops::Deref;

/// A job that a daemon holds, as it was when it was looked up. Only [`Tx::acquire_job`] and
/// [`Tx::current_job`] give one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CurrentJob {
    job: JobRecord,
    worker: ProvisionerDaemonId,
}

/// Why a daemon doesn't hold a job.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotCurrent {
    /// There is no such job.
    Missing,
    /// No daemon has taken it.
    Pending,
    /// Another daemon has it, or the same one took it once more.
    Another,
    /// It has ended.
    Ended,
}

/// The row of the attempt that runs; its values are those of [`CurrentJob::fence`].
pub(super) const CURRENT: &str = "id = ?1 AND worker_id = ?2 AND attempt = ?3 AND completed_at IS NULL";

impl Deref for CurrentJob {
    type Target = JobRecord;

    fn deref(&self) -> &JobRecord {
        &self.job
    }
}

impl CurrentJob {
    pub(super) fn of(job: JobRecord, worker: ProvisionerDaemonId) -> Self {
        Self { job, worker }
    }

    /// The daemon.
    #[must_use]
    pub fn worker(&self) -> ProvisionerDaemonId {
        self.worker
    }

    /// The values of [`CURRENT`], and one more.
    pub(super) fn fence<'a>(&self, also: impl Into<Value<'a>>) -> Vec<Value<'a>> {
        vec![self.job.id.into(), self.worker.into(), Value::from(self.job.attempt), also.into()]
    }
}

impl Reader {
    /// The jobs that daemons hold, in the order of their ids, each with its daemon.
    pub async fn jobs_held_by(
        &self,
        workers: &[ProvisionerDaemonId],
    ) -> Result<Vec<(ProvisionerJobId, ProvisionerDaemonId)>, StoreError> {
        let mut filter = self.filter();
        let places = filter.bind_all(workers.iter().copied());
        filter.and(format!("j.worker_id IN ({places}) AND j.completed_at IS NULL"));
        let sql =
            format!("SELECT j.id, j.worker_id FROM provisioner_jobs j {} ORDER BY j.id", filter.clause());
        self.fetch(&sql, &filter.values).await
    }
}

impl Tx {
    /// The job, if this daemon holds it, by this attempt where one is named. A daemon that connects anew
    /// knows none: it goes on with the attempt that is its own. Nobody else changes the job until the
    /// transaction ends, also in [`crate::Store::write_read_committed`].
    pub async fn current_job(
        &self,
        id: ProvisionerJobId,
        worker: ProvisionerDaemonId,
        attempt: Option<u32>,
    ) -> Result<Result<CurrentJob, NotCurrent>, StoreError> {
        let columns = JobRecord::COLUMNS;
        let hold = self.dialect().hold("j");
        let sql = format!("SELECT {columns} FROM provisioner_jobs j WHERE j.id = ?1{hold}");
        let found: Option<JobRecord> = self.find(&sql, &[id.into()]).await?;
        let Some(job) = found else { return Ok(Err(NotCurrent::Missing)) };
        let holder = job.worker_id;
        Ok(match holder {
            _ if job.completed_at.is_some() => Err(NotCurrent::Ended),
            None => Err(NotCurrent::Pending),
            Some(holder) if holder != worker => Err(NotCurrent::Another),
            Some(_) if attempt.is_some_and(|attempt| attempt != job.attempt) => Err(NotCurrent::Another),
            Some(_) => Ok(CurrentJob::of(job, worker)),
        })
    }

    /// The daemon is at work on it. False when it doesn't hold the job any more.
    pub async fn touch_job(&self, job: &CurrentJob, now: DateTime<Utc>) -> Result<bool, StoreError> {
        let sql = format!("UPDATE provisioner_jobs SET updated_at = ?4 WHERE {CURRENT}");
        Ok(self.execute(&sql, &job.fence(now)).await? > 0)
    }

    /// Ends a job as it should; one that was canceled ends as canceled. False when the daemon doesn't hold it
    /// any more.
    pub async fn complete_job(&self, job: &CurrentJob, now: DateTime<Utc>) -> Result<bool, StoreError> {
        let sql = format!("UPDATE provisioner_jobs SET completed_at = ?4, updated_at = ?4 WHERE {CURRENT}");
        Ok(self.execute(&sql, &job.fence(now)).await? > 0)
    }

    /// Ends a job with an error. False when the daemon doesn't hold it any more.
    pub async fn fail_job(
        &self,
        job: &CurrentJob,
        error: &str,
        code: Option<JobErrorCode>,
        now: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        let sql = format!(
            "UPDATE provisioner_jobs SET completed_at = ?4, updated_at = ?4, error = ?5, error_code = ?6 \
             WHERE {CURRENT}"
        );
        let mut values = job.fence(now);
        let error = if error.is_empty() { "The job failed without a reason." } else { error };
        values.extend([error.into(), (&code).into()]);
        Ok(self.execute(&sql, &values).await? > 0)
    }

    /// Gives a job back that the daemon hasn't begun with: it waits again, in its old place. What was
    /// canceled meanwhile ends here. False when the daemon doesn't hold it any more.
    pub async fn release_job(&self, job: &CurrentJob, now: DateTime<Utc>) -> Result<bool, StoreError> {
        let waits = format!(
            "UPDATE provisioner_jobs SET worker_id = NULL, started_at = NULL, updated_at = ?4 WHERE \
             {CURRENT} AND canceled_at IS NULL"
        );
        if self.execute(&waits, &job.fence(now)).await? > 0 {
            return Ok(true);
        }
        self.complete_job(job, now).await
    }
}

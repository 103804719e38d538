//! Jobs that end without their daemons: because somebody cancels them, or because nobody carries them out.

use super::logs::LogLine;
use super::records::JobRecord;
use crate::{Reader, StoreError, Tx};
use burgrave_core::authorization::{Authorized, Update};
use burgrave_core::provisioning::job::{
    Canceled, HUNG_AFTER, LogLevel, LogSource, NEVER_STARTED_AFTER, Reaped,
};
use chrono::{DateTime, Utc};

/// The stage of what the server says of a job whose log has no line.
const NO_STAGE: &str = "Unknown";

impl Reader {
    /// Jobs that nobody carries out any more, or ever, those that have waited longest first; each with the
    /// reason.
    pub async fn jobs_to_reap(
        &self,
        now: DateTime<Utc>,
        limit: u32,
    ) -> Result<Vec<(JobRecord, Reaped)>, StoreError> {
        let columns = JobRecord::COLUMNS;
        let hung = format!(
            "SELECT {columns} FROM provisioner_jobs j WHERE j.started_at IS NOT NULL AND j.completed_at IS \
             NULL AND j.updated_at <= ?1 ORDER BY j.updated_at, j.id LIMIT ?2"
        );
        let never_started = format!(
            "SELECT {columns} FROM provisioner_jobs j WHERE j.started_at IS NULL AND j.completed_at IS NULL \
             AND j.created_at <= ?1 AND j.updated_at <= ?1 ORDER BY j.created_at, j.id LIMIT ?2"
        );
        let mut found = Vec::new();
        for (sql, limit_of, why) in
            [(hung, HUNG_AFTER, Reaped::Hung), (never_started, NEVER_STARTED_AFTER, Reaped::NeverStarted)]
        {
            let left = limit.saturating_sub(u32::try_from(found.len()).unwrap_or(limit));
            let jobs: Vec<JobRecord> = self.fetch(&sql, &[(now - limit_of).into(), left.into()]).await?;
            found.extend(jobs.into_iter().map(|job| (job, why)));
        }
        Ok(found)
    }
}

impl Tx {
    /// Cancels a job: it ends at once, or its daemon is asked to end it. None when it was canceled or has
    /// ended before.
    pub async fn cancel_job(
        &self,
        job: &Authorized<Update, JobRecord>,
        now: DateTime<Utc>,
    ) -> Result<Option<Canceled>, StoreError> {
        let at_once = "UPDATE provisioner_jobs SET canceled_at = ?2, completed_at = ?2, updated_at = ?2 \
                       WHERE id = ?1 AND started_at IS NULL AND completed_at IS NULL";
        if self.execute(at_once, &[job.id.into(), now.into()]).await? > 0 {
            return Ok(Some(Canceled::AtOnce));
        }
        // The time of its daemon's last word stays: a daemon that is gone doesn't come back because of this.
        let later = "UPDATE provisioner_jobs SET canceled_at = ?2 WHERE id = ?1 AND started_at IS NOT NULL \
                     AND canceled_at IS NULL AND completed_at IS NULL";
        let asked = self.execute(later, &[job.id.into(), now.into()]).await? > 0;
        Ok(asked.then_some(Canceled::WhenItsDaemonEnds))
    }

    /// Ends a job that nobody carries out, with an error and lines in its log; both tell what else is
    /// `known`. False when its daemon has spoken meanwhile, or has taken it, or it has ended.
    pub async fn reap_job(
        &self,
        job: &Authorized<Update, JobRecord>,
        why: Reaped,
        known: &str,
        now: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        let (still, before) = match why {
            Reaped::Hung => ("started_at IS NOT NULL AND updated_at <= ?4", now - HUNG_AFTER),
            // One that was given back waits anew.
            Reaped::NeverStarted => ("started_at IS NULL AND updated_at <= ?4", now - NEVER_STARTED_AFTER),
        };
        let sql = format!(
            "UPDATE provisioner_jobs SET completed_at = ?2, updated_at = ?2, error = ?3, started_at = \
             coalesce(started_at, ?2) WHERE id = ?1 AND completed_at IS NULL AND {still}"
        );
        let error = why.error_with(known);
        let values = [job.id.into(), now.into(), error.as_str().into(), before.into()];
        if self.execute(&sql, &values).await? == 0 {
            return Ok(false);
        }
        let last =
            "SELECT g.stage FROM provisioner_job_logs g WHERE g.job_id = ?1 ORDER BY g.id DESC LIMIT 1";
        let stage: Option<(String,)> = self.find(last, &[job.id.into()]).await?;
        let stage = stage.map_or_else(|| NO_STAGE.to_owned(), |(stage,)| stage);
        let line = |output: String| LogLine {
            created_at: now,
            source: LogSource::ProvisionerDaemon,
            level: LogLevel::Error,
            stage: stage.clone(),
            output,
        };
        let lines: Vec<_> = Reaped::log_lines(&error).into_iter().map(line).collect();
        self.insert_log_lines(job.id, &lines).await?;
        Ok(true)
    }
}

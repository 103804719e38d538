//! Which attempts a session may speak of: those that it acquired, and those that the same daemon acquired in a
//! session before.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use burgrave_core::ids::ProvisionerJobId;
use burgrave_store::{CurrentJob, JobRecord, NotCurrent};
use uuid::Uuid;

use super::{Daemon, Refused};
use crate::provisioning::work::JobAttempt;

/// Attempts that a session remembers at most: far more than a daemon works on at once.
const MOST: usize = 64;

/// The attempts of a session, by their jobs.
#[derive(Default)]
pub(in super::super) struct Attempts(Mutex<HashMap<ProvisionerJobId, u32>>);

impl Attempts {
    /// The session has acquired a job.
    pub(super) fn acquired(&self, job: &CurrentJob) {
        self.known(job.id).insert(job.id, job.attempt);
    }

    /// The attempt at a job of this daemon: the one that is known, else the present one from now on.
    fn of(&self, job: &JobRecord) -> u32 {
        *self.known(job.id).entry(job.id).or_insert(job.attempt)
    }

    /// What is known, with room for this job.
    fn known(&self, job: ProvisionerJobId) -> MutexGuard<'_, HashMap<ProvisionerJobId, u32>> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= MOST && !known.contains_key(&job) {
            // Whatever is still worked on is taken over again.
            known.clear();
        }
        known
    }
}

impl Daemon {
    /// The attempt of this session at a job, and the job.
    ///
    /// # Errors
    /// The id can't be read, there is no such job, or it isn't one that this daemon has and may take.
    pub(super) async fn job(&self, id: &str) -> Result<(JobAttempt, JobRecord), Refused> {
        let id: Uuid = id.parse().map_err(|error| Refused::Told(format!("parse job id: {error}")))?;
        let id = ProvisionerJobId::from(id);
        let found = self.app.store().read(move |reader| async move { reader.job(id).await }).await?;
        let job = found.ok_or(NotCurrent::Missing)?;
        let own = job.worker_id == Some(self.id)
            && self.server.may_run(job.organization_id, job.provisioner, &job.tags);
        if !own {
            return Err(match job.worker_id {
                _ if job.completed_at.is_some() => NotCurrent::Ended,
                None => NotCurrent::Pending,
                Some(_) => NotCurrent::Another,
            }
            .into());
        }
        let attempt = JobAttempt { job: id, worker: self.id, attempt: self.attempts.of(&job) };
        Ok((attempt, job))
    }
}

//! Which attempt at which job a daemon speaks of.

use burgrave_core::ids::{ProvisionerDaemonId, ProvisionerJobId};
use burgrave_store::{CurrentJob, NotCurrent, StoreError, Tx};

/// An attempt of a daemon at a job.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct JobAttempt {
    /// The job.
    pub(crate) job: ProvisionerJobId,
    /// The daemon that acquired it.
    pub(crate) worker: ProvisionerDaemonId,
    /// How often the job had been acquired by then.
    pub(crate) attempt: u32,
}

impl JobAttempt {
    /// That of a daemon which has just acquired the job.
    pub(crate) fn of(job: &CurrentJob) -> Self {
        Self { job: job.id, worker: job.worker(), attempt: job.attempt }
    }

    /// The job, as long as this attempt is the current one.
    pub(in crate::provisioning) async fn held(
        self,
        tx: &Tx,
    ) -> Result<Result<CurrentJob, NotCurrent>, StoreError> {
        tx.current_job(self.job, self.worker, Some(self.attempt)).await
    }
}

/// The job of an attempt; leaves the command with the reason where the attempt isn't the current one.
macro_rules! held {
    ($attempt:expr, $context:expr) => {
        match $attempt.held($context).await? {
            Ok(job) => job,
            Err(reason) => return Ok($crate::application::command::Outcome::unrecorded(Err(reason))),
        }
    };
}
pub(super) use held;

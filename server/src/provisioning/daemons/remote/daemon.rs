//! The daemon, job after job.

use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use burgrave_wire::method;
use burgrave_wire::provisionerd::{AcquiredJob, Empty, FailedJob};
use slog::{Logger, info};

use super::super::worker::{Machine, Stopping, carry_out};
use super::acquire::acquire;
use super::acquired::{self, Acquired};
use super::left;
use super::link::Link;
use super::upstream::There;
use crate::background::Stop;
use crate::metrics::ProvisionerMetrics;

/// A daemon.
pub(super) struct Daemon {
    pub(super) link: Link,
    pub(super) log: Logger,
    pub(super) metrics: Arc<ProvisionerMetrics>,
    pub(super) machine: Machine,
    /// Where the folders of jobs are.
    pub(super) root: PathBuf,
    /// No further job is taken.
    pub(super) leave: Stop,
    /// The one under way ends.
    pub(super) stop: Stopping,
}

impl Daemon {
    /// Takes jobs until it leaves, or the server wants it no more.
    pub(super) async fn run(self) {
        left::end_all(&self.link, &self.root, &self.log, &self.leave).await;
        while let Some(job) = acquire(&self.link, &self.log, &self.leave).await {
            let job_id = job.job_id.clone();
            self.metrics.running(true);
            self.carry_out(job).await;
            self.metrics.running(false);
            info!(self.log, "ready for the next job"; "job" => job_id);
        }
    }

    async fn carry_out(&self, job: AcquiredJob) {
        let (job_id, asked_by) = (job.job_id.clone(), job.user_name.clone());
        info!(self.log, "job acquired"; "job" => &job_id, "user" => asked_by);
        let Acquired { id, work, archive } = match acquired::read(job) {
            Ok(acquired) => acquired,
            Err(error) => {
                let failed = FailedJob { job_id, error, ..FailedJob::default() };
                // Where the server doesn't hear of it, the job ends as hung.
                let _ = self.link.call::<Empty>(method::FAIL_JOB, &failed).await;
                return;
            }
        };
        let upstream = There {
            link: self.link.clone(),
            log: self.log.clone(),
            metrics: self.metrics.clone(),
            id,
            archive: Mutex::new(archive),
            given: work.variables.clone(),
        };
        carry_out(&upstream, work, &self.machine, self.stop.clone()).await;
    }
}

//! One daemon, job after job.

use std::time::Duration;

use burgrave_core::ids::ProvisionerDaemonId;
use burgrave_core::provisioning::queue::Server;
use burgrave_store::CurrentJob;
use slog::{debug, warn};

use super::super::worker::{Machine, Stopping, Work, carry_out};
use super::upstream::Here;
use crate::application::App;
use crate::application::command::Automatic;
use crate::background::Failed;
use crate::fault::Fault;
use crate::provisioning::work::{Assignment, Fail, JobAttempt, Release, Waiting, assignment, client};

/// How long a daemon waits when the queue can't be looked at.
const AGAIN_AFTER: Duration = Duration::from_secs(5);

/// What is said of a job whose values were sealed with a key that the server doesn't have.
const UNREADABLE: &str =
    "The server can't read what the job was told: its encryption keys were changed. Ask for it again.";

/// What is said of a job that has nothing left to work on.
const GONE: &str = "What the job was to work on is gone.";

/// A daemon.
pub(super) struct Daemon {
    pub(super) app: App,
    pub(super) waiting: Waiting,
    pub(super) id: ProvisionerDaemonId,
    /// What it may take.
    pub(super) server: Server,
    /// What it carries jobs out with.
    pub(super) machine: Machine,
    pub(super) stop: Stopping,
}

impl Daemon {
    /// Takes jobs until the server stops.
    pub(super) async fn run(self) {
        let mut told = false;
        loop {
            match self.waiting.acquire(&self.app, self.id, &self.server, &self.stop.soon).await {
                Ok(None) => return,
                Ok(Some(job)) => {
                    told = false;
                    self.carry_out(&job).await;
                }
                Err(fault) => {
                    if !std::mem::replace(&mut told, true) {
                        warn!(self.app.log(), "a provisioner daemon can't look for jobs";
                            "cause" => %Failed::from(fault));
                    }
                    tokio::select! {
                        () = self.stop.soon.cancelled() => return,
                        () = tokio::time::sleep(AGAIN_AFTER) => {}
                    }
                }
            }
        }
    }

    async fn carry_out(&self, job: &CurrentJob) {
        let attempt = JobAttempt::of(job);
        debug!(self.app.log(), "job acquired"; "job" => %job.id, "daemon" => %self.id);
        let done = match self.stop.soon.is_cancelled() {
            true => self.give_back(attempt).await,
            false => self.begin(job, attempt).await,
        };
        if let Err(fault) = done {
            warn!(self.app.log(), "a job could not be begun"; "job" => %job.id, "cause" => %Failed::from(fault));
        }
    }

    async fn begin(&self, job: &CurrentJob, attempt: JobAttempt) -> Result<(), Fault> {
        match assignment(&self.app, job).await {
            Ok(Some(mut assignment)) => {
                assignment.input.access_url = self.app.settings().access_url().to_owned();
                self.work_on(assignment).await;
            }
            Ok(None) => {
                let gone = Fail::without_result(attempt, GONE.into());
                let _ = self.app.execute(gone, Automatic::Task, client()).await?;
            }
            Err(Fault::Store(error)) => {
                self.give_back(attempt).await?;
                return Err(error.into());
            }
            Err(fault) => {
                // The next daemon couldn't read it either.
                let fail = Fail::without_result(attempt, UNREADABLE.into());
                let _ = self.app.execute(fail, Automatic::Task, client()).await?;
                return Err(fault);
            }
        }
        Ok(())
    }

    async fn work_on(&self, assignment: Assignment) {
        let upstream = Here::new(self.app.clone(), &assignment);
        let Assignment { attempt, provisioner, task, input, variables, .. } = assignment;
        let folder = Machine::folder_name(attempt.job, Some(attempt.attempt));
        let work = Work { folder, provisioner, task, input, variables };
        carry_out(&upstream, work, &self.machine, self.stop.clone()).await;
    }

    async fn give_back(&self, attempt: JobAttempt) -> Result<(), Fault> {
        // Where it was lost meanwhile, there is nothing to give back.
        let _ = self.app.execute(Release { attempt }, Automatic::Task, client()).await?;
        Ok(())
    }
}

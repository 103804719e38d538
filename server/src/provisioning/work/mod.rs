//! What daemons do to jobs. Those that are built in and those from outside act by the same commands.
//!
//! A daemon registers, is seen from time to time, acquires a job, reports on it, and completes or fails it.
//! Each command on a job names it by its attempt ([`JobAttempt`]) and changes nothing where that isn't the
//! current one: a daemon that was given up can't write into the job of its successor. The job is held
//! meanwhile, so that commands which change nothing else that others change need not be serializable.
//!
//! - `register`, `heartbeat`: a daemon is there. `forget`: it hasn't been for long.
//! - `acquire`, `waiting`: it takes a job. `assignment`: what it is told of it, `given`: what it is given.
//! - `report`, `parsed`: it tells how it goes. `quota`: it asks whether the build may cost so much.
//! - `complete_import`, `complete_dry_run`, `complete_build`, `complete_drift`, `fail`, `release`: how the
//!   attempt ends. `resources`: what jobs plan and make, as rows.
//! - `ended`: what else changes when a job ends without its result.
//! - `abandon`: jobs that daemons have left behind. `reap`: jobs that nobody carries out. `unplaceable`: jobs
//!   that no daemon can take.

mod abandon;
mod acquire;
mod assignment;
mod attempt;
mod complete_build;
mod complete_drift;
mod complete_dry_run;
mod complete_import;
mod ended;
mod fail;
mod forget;
mod given;
mod heartbeat;
mod parsed;
mod quota;
mod reap;
mod register;
mod release;
mod report;
mod resources;
mod unplaceable;
mod waiting;

pub(crate) use abandon::{Abandon, Abandoned};
pub(crate) use acquire::Acquire;
pub(crate) use assignment::{Assignment, JobTask, assignment};
pub(crate) use attempt::JobAttempt;
pub(crate) use complete_build::CompleteBuild;
pub(crate) use complete_drift::CompleteDrift;
pub(crate) use complete_dry_run::CompleteDryRun;
pub(crate) use complete_import::CompleteImport;
pub(crate) use fail::{Fail, Left};
pub(crate) use forget::forget;
pub(crate) use heartbeat::Heartbeat;
pub(crate) use parsed::ReportParsed;
pub(crate) use quota::CommitQuota;
pub(crate) use reap::reap;
pub(crate) use register::{RegisterBuiltIn, Registered};
pub(crate) use release::Release;
pub(crate) use report::Report;
pub(crate) use unplaceable::find_unplaceable;
pub(crate) use waiting::Waiting;

pub(crate) use super::signals::{job_topic, jobs_topic};

use super::signals;
use crate::application::ClientInfo;

/// Where what daemons do comes from.
pub(crate) fn client() -> ClientInfo {
    ClientInfo::server("provisioner daemon")
}

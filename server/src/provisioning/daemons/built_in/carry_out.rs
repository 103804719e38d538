//! A job from its first line to its last.

use std::panic::AssertUnwindSafe;

use burgrave_core::provisioning::build::Stage;
use burgrave_store::JobTiming;
use futures::FutureExt;
use slog::{debug, error, warn};
use tokio::task::spawn_blocking;

use super::archive::unpack_into;
use super::build::build;
use super::dry_run::dry_run;
use super::end::{End, insist};
use super::import::import;
use super::machine::Machine;
use super::session::{Session, Stopping};
use crate::application::App;
use crate::background::Failed;
use crate::provisioning::work::{
    Assignment, CompleteBuild, CompleteDryRun, CompleteImport, Fail, JobAttempt, JobTask, Left, Release,
};

/// What is said of a job whose result the server can't keep.
const NOT_KEPT: &str =
    "The server couldn't keep what the job has told. Ask an administrator to look into its log.";

/// What is said of a job in which the daemon itself goes wrong.
const BROKEN: &str = "The daemon broke off unexpectedly. Ask an administrator to look into the server's log.";

/// What a job has come to.
enum Done {
    Import(CompleteImport),
    DryRun(CompleteDryRun),
    Build(CompleteBuild),
}

/// Carries a job out and ends it. It never panics and never fails: what goes wrong is the job's error.
pub(super) async fn carry_out(app: &App, assignment: Assignment, machine: &Machine, stop: Stopping) {
    let attempt = assignment.attempt;
    let dry_run = matches!(assignment.task, JobTask::DryRun);
    let mut session = Session::new(app.clone(), attempt, assignment.provisioner, dry_run, stop);
    let work = AssertUnwindSafe(work(&mut session, assignment, machine)).catch_unwind();
    let outcome = work.await.unwrap_or_else(|_| {
        error!(app.log(), "a provisioner daemon panicked"; "job" => %attempt.job);
        Err(End::failed(BROKEN))
    });
    if !matches!(outcome, Err(End::Lost(_) | End::Stopped)) {
        session.close().await;
    }
    let timings = std::mem::take(&mut session.timings);
    // A folder may hold thousands of files.
    let _ = spawn_blocking(move || drop(session)).await;
    end(app, attempt, outcome, timings).await;
}

async fn work(session: &mut Session, assignment: Assignment, machine: &Machine) -> Result<Done, End> {
    let Assignment { attempt, file, provisioner, task, input, variables } = assignment;
    session.open(Stage::SettingUp).await?;
    let (own, name) = (machine.clone(), format!("{}-{}", attempt.job, attempt.attempt));
    let folder = match spawn_blocking(move || own.folder(&name)).await {
        Ok(Ok(folder)) => folder,
        Ok(Err(cause)) => {
            warn!(session.app.log(), "there is no folder for a job"; "job" => %attempt.job, "cause" => %cause);
            return Err(session.fail(BROKEN.into()).await?);
        }
        Err(_) => return Err(session.fail(BROKEN.into()).await?),
    };
    match unpack_into(&session.app, file, folder.template()).await {
        Err(End::Failed { error, .. }) => return Err(session.fail(error).await?),
        unpacked => unpacked?,
    }
    let own = machine.clone();
    match spawn_blocking(move || own.job(provisioner, folder, input)).await {
        Ok(Ok(job)) => session.begin(job),
        Ok(Err(error)) => return Err(session.fail(error).await?),
        Err(_) => return Err(session.fail(BROKEN.into()).await?),
    }
    Ok(match task {
        JobTask::Import => Done::Import(import(session).await?),
        JobTask::DryRun => Done::DryRun(dry_run(session, variables).await?),
        JobTask::Build { transition } => Done::Build(build(session, transition, variables).await?),
    })
}

/// Writes how the job has ended.
async fn end(app: &App, attempt: JobAttempt, outcome: Result<Done, End>, timings: Vec<JobTiming>) {
    let fail = |error: String| Fail { attempt, error, code: None, left: None, timings: timings.clone() };
    // What a build has made is kept also where its resources or its timings can't be.
    let state = match &outcome {
        Ok(Done::Build(build)) => Some(build.state.clone()),
        Err(End::Failed { left: Some(left), .. }) => Some(left.state.clone()),
        _ => None,
    };
    let written = match outcome {
        Ok(Done::Import(import)) => insist(app, import).await,
        Ok(Done::DryRun(dry_run)) => insist(app, dry_run).await,
        Ok(Done::Build(build)) => insist(app, build).await,
        Err(End::Stopped) => insist(app, Release { attempt }).await,
        Err(End::Canceled) => insist(app, fail(String::new())).await,
        Err(End::Failed { error, code, left }) => insist(app, Fail { code, left, ..fail(error) }).await,
        Err(End::Lost(reason)) => Ok(Err(reason)),
        Err(End::Trouble(fault)) => Err(fault),
    };
    let written = match written {
        Err(fault) => {
            warn!(app.log(), "a job could not be told of as it went"; "job" => %attempt.job,
                "cause" => %Failed::from(fault));
            let left = state.map(|state| Left { state, resources: Vec::new() });
            match insist(app, Fail { left, timings: Vec::new(), ..fail(NOT_KEPT.into()) }).await {
                Err(_) => insist(app, Fail { timings: Vec::new(), ..fail(NOT_KEPT.into()) }).await,
                written => written,
            }
        }
        written => written,
    };
    match written {
        Ok(Ok(())) => debug!(app.log(), "job ended"; "job" => %attempt.job),
        Ok(Err(reason)) => {
            debug!(app.log(), "job was no longer the daemon's"; "job" => %attempt.job, "reason" => ?reason)
        }
        Err(fault) => {
            warn!(app.log(), "the end of a job could not be written; it ends as hung"; "job" => %attempt.job,
                "cause" => %Failed::from(fault))
        }
    }
}

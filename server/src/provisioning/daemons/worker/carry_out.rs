//! A job from its first line to its last.

use std::panic::AssertUnwindSafe;

use burgrave_core::provisioning::build::Stage;
use burgrave_core::provisioning::resources::PlanFacts;
use burgrave_store::JobTiming;
use futures::FutureExt;
use slog::{debug, error, warn};
use tokio::task::spawn_blocking;

use super::build::build;
use super::drift::drift;
use super::dry_run::dry_run;
use super::end::End;
use super::import::import;
use super::machine::Machine;
use super::session::{Session, Stopping};
use super::upstream::{Failure, JobResult, Upstream};
use super::work::Work;
use crate::background::Failed;
use crate::fault::Fault;
use crate::provisioning::work::{JobTask, Left};

/// What is said of a job whose result the server can't keep.
const NOT_KEPT: &str =
    "The server couldn't keep what the job has told. Ask an administrator to look into its log.";

/// What is said of a job in which the daemon itself goes wrong.
const BROKEN: &str = "The daemon broke off unexpectedly. Ask an administrator to look into its log.";

/// Carries a job out and ends it. It never panics and never fails: what goes wrong is the job's error.
pub(in crate::provisioning::daemons) async fn carry_out<U: Upstream>(
    upstream: &U,
    work: Work,
    machine: &Machine,
    stop: Stopping,
) {
    let mut session = Session::new(upstream, &work, stop);
    let working = AssertUnwindSafe(work_on(&mut session, work, machine)).catch_unwind();
    let outcome = working.await.unwrap_or_else(|_| {
        error!(upstream.log(), "a provisioner daemon panicked"; "job" => %upstream.job());
        Err(End::failed(BROKEN))
    });
    if !matches!(outcome, Err(End::Lost(_) | End::Stopped)) {
        session.close().await;
    }
    let (timings, facts) = (std::mem::take(&mut session.timings), std::mem::take(&mut session.facts));
    let job = session.into_job();
    // A folder may hold thousands of files.
    let _ = spawn_blocking(move || drop(job)).await;
    end(upstream, outcome, timings, facts).await;
}

async fn work_on<U: Upstream>(
    session: &mut Session<'_, U>,
    work: Work,
    machine: &Machine,
) -> Result<JobResult, End> {
    let Work { folder: name, provisioner, task, input, variables } = work;
    session.open(Stage::SettingUp).await?;
    let own = machine.clone();
    let folder = match spawn_blocking(move || own.folder(&name)).await {
        Ok(Ok(folder)) => folder,
        Ok(Err(cause)) => {
            let upstream = session.upstream;
            warn!(upstream.log(), "there is no folder for a job"; "job" => %upstream.job(), "cause" => %cause);
            return Err(session.fail(BROKEN.into()).await?);
        }
        Err(_) => return Err(session.fail(BROKEN.into()).await?),
    };
    match session.upstream.unpack_into(folder.template()).await {
        Err(End::Failed { error, .. }) => return Err(session.fail(error).await?),
        unpacked => unpacked?,
    }
    let own = machine.clone();
    match spawn_blocking(move || own.job(provisioner, folder, input)).await {
        Ok(Ok(job)) => session.begin(job),
        Ok(Err(error)) => return Err(session.fail(error).await?),
        Err(_) => return Err(session.fail(BROKEN.into()).await?),
    }
    match task {
        JobTask::Import => import(session).await,
        JobTask::DryRun => dry_run(session, variables).await,
        JobTask::Drift { transition } => drift(session, transition, variables).await,
        JobTask::Build { transition } => build(session, transition, variables).await,
    }
}

/// Writes how the job has ended.
async fn end<U: Upstream>(
    upstream: &U,
    outcome: Result<JobResult, End>,
    timings: Vec<JobTiming>,
    facts: PlanFacts,
) {
    let (timings, facts) = (&timings, &facts);
    let fail = |error: String| Failure {
        error,
        code: None,
        left: None,
        timings: timings.clone(),
        facts: facts.clone(),
    };
    // What a build has made is kept also where its resources or its timings can't be.
    let state = match &outcome {
        Ok(JobResult::Build { state, .. }) => Some(state.clone()),
        Err(End::Failed { left: Some(left), .. }) => Some(left.state.clone()),
        _ => None,
    };
    let written = match outcome {
        Ok(result) => upstream.complete(result).await,
        Err(End::Stopped) => upstream.release().await,
        Err(End::Canceled) => upstream.fail(fail(String::new())).await,
        Err(End::Failed { error, code, left }) => upstream.fail(Failure { code, left, ..fail(error) }).await,
        Err(End::Lost(reason)) => Ok(Err(reason)),
        Err(End::Trouble(fault)) => Err(fault),
    };
    let job = upstream.job();
    let written = match written {
        Err(fault) => {
            let error = match &fault {
                Fault::Refused { message } => message.clone(),
                _ => NOT_KEPT.to_owned(),
            };
            warn!(upstream.log(), "a job could not be told of as it went"; "job" => %job,
                "cause" => %Failed::from(fault));
            let left = state.map(|state| Left { state, resources: Vec::new() });
            let bare = Failure { timings: Vec::new(), facts: PlanFacts::default(), ..fail(error) };
            match upstream.fail(Failure { left, ..bare.clone() }).await {
                Err(_) => upstream.fail(bare).await,
                written => written,
            }
        }
        written => written,
    };
    match written {
        Ok(Ok(())) => debug!(upstream.log(), "job ended"; "job" => %job),
        Ok(Err(reason)) => {
            debug!(upstream.log(), "job was no longer the daemon's"; "job" => %job, "reason" => ?reason)
        }
        Err(fault) => {
            warn!(upstream.log(), "the end of a job could not be written; it ends as hung"; "job" => %job,
                "cause" => %Failed::from(fault))
        }
    }
}

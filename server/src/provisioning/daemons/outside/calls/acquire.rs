//! A daemon asks for a job.

use std::time::Duration;

use burgrave_store::CurrentJob;
use burgrave_wire::drpc::{Answers, CallFault, Messages};
use burgrave_wire::provisionerd::{AcquiredJob, Empty};
use slog::{debug, warn};

use super::super::messages::acquired;
use super::{Daemon, Refused, told_of};
use crate::application::command::Automatic;
use crate::background::Failed;
use crate::fault::Fault;
use crate::provisioning::work::{Fail, JobAttempt, Release, client};

/// How long the older of the two calls waits.
const MOMENT: Duration = Duration::from_secs(5);

/// How soon it is known that a call broke off with its session.
const OVER: Duration = Duration::from_secs(1);

/// Waits a moment for a job.
pub(super) async fn for_a_moment(
    daemon: &Daemon,
    mut messages: Messages,
    answers: Answers,
) -> Result<(), CallFault> {
    messages.only::<Empty>().await?;
    let stop = daemon.stop.child_token();
    let waking = stop.clone();
    let timer = tokio::spawn(async move {
        tokio::time::sleep(MOMENT).await;
        waking.cancel();
    });
    let found = daemon.waiting.acquire(&daemon.app, daemon.id, &daemon.server, &stop).await;
    timer.abort();
    hand_over(daemon, found, answers, false).await
}

/// Waits for a job until the daemon wants none any more: it says so by any message, or by its end.
pub(super) async fn until_canceled(
    daemon: &Daemon,
    mut messages: Messages,
    answers: Answers,
) -> Result<(), CallFault> {
    let stop = daemon.stop.child_token();
    let mut canceled = false;
    let found = {
        let acquiring = daemon.waiting.acquire(&daemon.app, daemon.id, &daemon.server, &stop);
        tokio::pin!(acquiring);
        loop {
            // It may have taken a job already: it is never left.
            tokio::select! {
                biased;
                found = &mut acquiring => break found,
                _ = messages.bytes(), if !canceled => {
                    canceled = true;
                    stop.cancel();
                }
            }
        }
    };
    hand_over(daemon, found, answers, canceled).await
}

/// Gives a job to the daemon, or back where it wants none any more.
async fn hand_over(
    daemon: &Daemon,
    found: Result<Option<CurrentJob>, Fault>,
    mut answers: Answers,
    canceled: bool,
) -> Result<(), CallFault> {
    let job = match found {
        Ok(Some(job)) => job,
        Ok(None) => {
            answers.message(&AcquiredJob::default()).await?;
            return answers.close().await;
        }
        Err(fault) => {
            let (code, text) = told_of(daemon, fault.into());
            return answers.fail(code, &text).await;
        }
    };
    let attempt = JobAttempt::of(&job);
    daemon.attempts.acquired(&job);
    if canceled || daemon.stop.is_cancelled() {
        give_back(daemon, attempt).await;
        answers.message(&AcquiredJob::default()).await?;
        return answers.close().await;
    }
    let message = match acquired(&daemon.app, &job).await {
        Ok(message) => message,
        Err(Refused::Told(reason)) => {
            end(daemon, attempt, reason.clone()).await;
            return answers.fail(0, &format!("request job was invalidated: {reason}")).await;
        }
        Err(refused) => {
            give_back(daemon, attempt).await;
            let (code, text) = told_of(daemon, refused);
            return answers.fail(code, &text).await;
        }
    };
    debug!(daemon.app.log(), "job acquired"; "job" => %job.id, "daemon" => %daemon.id);
    let sent = async {
        answers.message(&message).await?;
        // Its own end of the call says that the message has come.
        match answers.close().await {
            // The call alone may be broken off, by a daemon that has its job.
            Err(CallFault::Broken) => match tokio::time::timeout(OVER, daemon.stop.cancelled()).await {
                Ok(()) => Err(CallFault::Broken),
                Err(_) => Ok(()),
            },
            other => other,
        }
    };
    if let Err(fault) = sent.await {
        // It hasn't heard of it, so nobody works on it, unless it has come back meanwhile and said so.
        if !reported(daemon, &job).await {
            give_back(daemon, attempt).await;
        }
        return Err(fault);
    }
    Ok(())
}

/// Whether anything was told of the job since it was taken.
async fn reported(daemon: &Daemon, taken: &CurrentJob) -> bool {
    let id = taken.id;
    let now = daemon.app.store().read(move |reader| async move { reader.job(id).await }).await;
    now.is_ok_and(|now| now.is_some_and(|now| now.updated_at > taken.updated_at))
}

async fn give_back(daemon: &Daemon, attempt: JobAttempt) {
    match daemon.app.execute(Release { attempt }, Automatic::Task, client()).await {
        Ok(_) => {}
        Err(fault) => warn!(daemon.app.log(), "a job could not be given back; it ends as hung";
            "job" => %attempt.job, "cause" => %Failed::from(fault)),
    }
}

async fn end(daemon: &Daemon, attempt: JobAttempt, error: String) {
    match daemon.app.execute(Fail::without_result(attempt, error), Automatic::Task, client()).await {
        Ok(_) => {}
        Err(fault) => warn!(daemon.app.log(), "a job could not be ended; it ends as hung";
            "job" => %attempt.job, "cause" => %Failed::from(fault)),
    }
}

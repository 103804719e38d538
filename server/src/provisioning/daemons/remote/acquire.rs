//! The daemon asks for a job.

use std::time::Duration;

use burgrave_wire::drpc::{self, CallFault};
use burgrave_wire::provisionerd::{AcquiredJob, CancelAcquire};
use burgrave_wire::{MESSAGE, method};
use slog::{Logger, warn};
use tokio::time::{sleep, timeout};

use super::link::Link;
use crate::background::Stop;

/// How long the server may take to know that no job is wanted any more.
const LAST_WORD: Duration = Duration::from_secs(10);
/// How soon it is asked again where it has no job to give, the first time and at last.
const AGAIN: (Duration, Duration) = (Duration::from_millis(50), Duration::from_secs(10));

/// Waits for a job; none once `leave` comes, or no session does any more. A job that the server gives at the
/// same moment goes back: its call ends without a sign that it has come, and the session with it.
pub(super) async fn acquire(link: &Link, log: &Logger, leave: &Stop) -> Option<AcquiredJob> {
    let mut wait = AGAIN.0;
    loop {
        let session = tokio::select! {
            biased;
            () = leave.cancelled() => return None,
            session = link.session() => session?,
        };
        let asked = async {
            let (mut answers, mut messages) =
                drpc::call(&session, method::ACQUIRE_JOB_WITH_CANCEL, MESSAGE).await?;
            let job = tokio::select! {
                biased;
                () = leave.cancelled() => None,
                job = messages.only::<AcquiredJob>() => Some(job?),
            };
            let Some(job) = job else {
                answers.message(&CancelAcquire {}).await?;
                // An empty job says that none was given. Any other is left to the server.
                let last = timeout(LAST_WORD, messages.only::<AcquiredJob>()).await;
                if matches!(&last, Ok(Ok(job)) if job.job_id.is_empty()) {
                    answers.close().await?;
                }
                return Ok(None);
            };
            answers.close().await?;
            Ok::<_, CallFault>(Some(job))
        };
        match asked.await {
            Ok(Some(job)) if !job.job_id.is_empty() => return Some(job),
            Ok(None) => return None,
            Ok(Some(_)) | Err(CallFault::Broken) => {}
            Err(fault) => warn!(log, "the server gives no job; it is asked again"; "cause" => %fault),
        }
        tokio::select! {
            () = leave.cancelled() => return None,
            () = sleep(wait) => {}
        }
        wait = (wait * 2).min(AGAIN.1);
    }
}

//! Why a job ends before its result, and how what it says is written while the database is away.

use std::time::Duration;

use burgrave_core::provisioning::daemon::GIVES_UP_AFTER;
use burgrave_core::provisioning::job::JobErrorCode;
use burgrave_store::{NotCurrent, StoreError};
use chrono::TimeDelta;
use tokio::time::Instant;

use crate::application::App;
use crate::application::command::{Automatic, Command};
use crate::fault::Fault;
use crate::provisioning::work::{Left, client};

/// How long it waits between two tries.
const AGAIN_AFTER: Duration = Duration::from_secs(1);

/// The reason.
#[derive(Debug)]
pub(super) enum End {
    /// Somebody canceled it.
    Canceled,
    /// It isn't the daemon's any more.
    Lost(NotCurrent),
    /// The server stops, and the job has changed nothing yet.
    Stopped,
    /// It fails.
    Failed {
        /// For people.
        error: String,
        /// For programs.
        code: Option<JobErrorCode>,
        /// What a build has left behind.
        left: Option<Left>,
    },
    /// The server itself fails.
    Trouble(Fault),
}

impl End {
    /// It fails, with nothing to be said to programs.
    pub(super) fn failed(error: impl Into<String>) -> Self {
        Self::Failed { error: error.into(), code: None, left: None }
    }
}

impl From<Fault> for End {
    fn from(fault: Fault) -> Self {
        Self::Trouble(fault)
    }
}

impl From<StoreError> for End {
    fn from(error: StoreError) -> Self {
        Self::Trouble(error.into())
    }
}

impl From<NotCurrent> for End {
    fn from(reason: NotCurrent) -> Self {
        Self::Lost(reason)
    }
}

/// Runs a command on a job, again while the database is away.
///
/// # Errors
/// As the command, once the server would have given the job up.
pub(super) async fn insist<T, C>(app: &App, command: C) -> Result<Result<T, NotCurrent>, Fault>
where
    T: Send + 'static,
    C: Command<Actor = Automatic, Output = Result<T, NotCurrent>> + Clone,
{
    let until = Instant::now() + TimeDelta::to_std(&GIVES_UP_AFTER).unwrap_or_default();
    loop {
        match app.execute(command.clone(), Automatic::Task, client()).await {
            Err(Fault::Store(error)) if error.retry_after().is_some() && Instant::now() < until => {
                tokio::time::sleep(AGAIN_AFTER).await;
            }
            done => return done,
        }
    }
}

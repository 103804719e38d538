//! How what a job says is written while the database is away.

use std::time::Duration;

use burgrave_core::provisioning::daemon::GIVES_UP_AFTER;
use burgrave_store::NotCurrent;
use chrono::TimeDelta;
use tokio::time::Instant;

use crate::application::App;
use crate::application::command::{Automatic, Command};
use crate::fault::Fault;
use crate::provisioning::work::client;

/// How long it waits between two tries.
const AGAIN_AFTER: Duration = Duration::from_secs(1);

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

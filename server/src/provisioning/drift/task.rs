//! Checks by schedule.

use chrono::TimeDelta;

use super::check::CheckBySchedule;
use crate::application::command::Automatic;
use crate::application::{App, ClientInfo};
use crate::background::{Failed, Stop, Task};

/// How often it is looked for workspaces that weren't checked for long.
const EVERY: TimeDelta = TimeDelta::minutes(5);

/// Workspaces of one time: checks go before nobody's work.
const AT_ONCE: u32 = 20;

/// Checks each workspace that runs once in this time; no task where it is never.
pub(crate) fn check_by_schedule(app: App, interval: Option<TimeDelta>) -> Option<Task> {
    let interval = interval?;
    let run = move |stop| run(app.clone(), interval, stop);
    Some(Task::on_one_replica("workspace_drift", EVERY, run))
}

async fn run(app: App, interval: TimeDelta, stop: Stop) -> Result<(), Failed> {
    let before = app.now() - interval;
    let found =
        app.store().read(move |reader| async move { reader.workspaces_to_check(before, AT_ONCE).await });
    for workspace in found.await? {
        if stop.is_cancelled() {
            break;
        }
        let client = ClientInfo::server("checks of workspaces by schedule");
        app.execute(CheckBySchedule { app: app.clone(), workspace }, Automatic::Schedule, client).await?;
    }
    Ok(())
}

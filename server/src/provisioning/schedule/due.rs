//! The task that starts, stops and deletes workspaces at their times.

use burgrave_store::{Reader, StoreError, WorkspaceRecord};
use chrono::{DateTime, TimeDelta, Utc};
use slog::info;

use super::attend::{Attend, Attended};
use super::client;
use crate::application::App;
use crate::application::command::Automatic;
use crate::background::{Failed, Stop, Task};

/// How often it is looked for what is due.
const EVERY: TimeDelta = TimeDelta::minutes(1);

/// Workspaces that are looked for at once.
pub(super) const BATCH: u32 = 100;

/// After how long a deletion is tried again that failed.
const DELETES_AGAIN: TimeDelta = TimeDelta::hours(24);

/// What is due.
#[derive(Debug, Clone, Copy)]
enum Time {
    Stop,
    Delete,
    Start,
}

/// The task.
pub(crate) fn keep_times(app: App) -> Task {
    Task::on_one_replica("workspaces_at_their_times", EVERY, move |stop| run(app.clone(), stop))
}

async fn run(app: App, stop: Stop) -> Result<(), Failed> {
    let now = app.now();
    // What takes the most away comes first: a budget that is full may have room then.
    for time in [Time::Stop, Time::Delete, Time::Start] {
        loop {
            let found = app.store().read(move |reader| async move { time.due(&reader, now).await }).await?;
            let whole = found.len() as u64 >= u64::from(BATCH);
            let moved = attend_all(&app, found, &stop).await?;
            if !whole || !moved || stop.is_cancelled() {
                break;
            }
        }
    }
    Ok(())
}

/// Looks at each of them; whether something was done.
pub(super) async fn attend_all(app: &App, found: Vec<WorkspaceRecord>, stop: &Stop) -> Result<bool, Failed> {
    let mut moved = false;
    for workspace in found {
        if stop.is_cancelled() {
            break;
        }
        let attend = Attend { workspace: workspace.id };
        match app.execute(attend, Automatic::Schedule, client()).await? {
            Attended::Done => moved = true,
            Attended::Nothing => {}
            Attended::Refused(why) => {
                info!(app.log(), "a workspace could not be built at its time"; "workspace" => %workspace.id,
                    "cause" => why);
            }
        }
    }
    Ok(moved)
}

impl Time {
    async fn due(self, reader: &Reader, now: DateTime<Utc>) -> Result<Vec<WorkspaceRecord>, StoreError> {
        match self {
            Self::Stop => reader.workspaces_to_stop(now, BATCH).await,
            Self::Delete => reader.workspaces_to_delete(now, now - DELETES_AGAIN, BATCH).await,
            Self::Start => reader.workspaces_to_start(now, BATCH).await,
        }
    }
}

//! The task that makes workspaces dormant that nobody uses.

use chrono::TimeDelta;

use super::due::{BATCH, attend_all};
use crate::application::App;
use crate::background::{Failed, Stop, Task};

/// How often it is looked for them.
const EVERY: TimeDelta = TimeDelta::minutes(5);

/// The task.
pub(crate) fn fall_dormant(app: App) -> Task {
    Task::on_one_replica("workspaces_become_dormant", EVERY, move |stop| run(app.clone(), stop))
}

async fn run(app: App, stop: Stop) -> Result<(), Failed> {
    let now = app.now();
    let templates = app.store().read(|reader| async move { reader.templates_with_dormancy().await }).await?;
    for (template, after) in templates {
        let after = TimeDelta::try_milliseconds(after);
        let Some(before) = after.and_then(|after| now.checked_sub_signed(after)) else { continue };
        loop {
            let unused = app.store().read(move |reader| async move {
                reader.workspaces_unused_since(template, before, BATCH).await
            });
            let found = unused.await?;
            let whole = found.len() as u64 >= u64::from(BATCH);
            let moved = attend_all(&app, found, &stop).await?;
            if stop.is_cancelled() {
                return Ok(());
            }
            if !whole || !moved {
                break;
            }
        }
    }
    Ok(())
}

//! Entries that are older than the operator keeps, the oldest first.

use chrono::TimeDelta;

use crate::application::App;
use crate::background::{Failed, Stop, Task};

/// How often it is looked for them.
const EVERY: TimeDelta = TimeDelta::hours(1);

/// How many one transaction deletes: other writes wait for no more than that.
const AT_ONCE: u32 = 500;

/// Deletes them; none where everything is kept.
pub(crate) fn delete_old(app: App) -> Option<Task> {
    let kept = app.settings().audit_retention?;
    Some(Task::on_one_replica("old_audit_entries", EVERY, move |stop| delete(app.clone(), kept, stop)))
}

async fn delete(app: App, kept: TimeDelta, stop: Stop) -> Result<(), Failed> {
    // Nothing is as old as a time before the calendar begins.
    let Some(before) = app.now().checked_sub_signed(kept) else { return Ok(()) };
    while !stop.is_cancelled() {
        let deleted: u64 = app
            .store()
            .write(move |tx| async move { tx.delete_audit_entries(before, AT_ONCE).await })
            .await?;
        if deleted < u64::from(AT_ONCE) {
            break;
        }
    }
    Ok(())
}

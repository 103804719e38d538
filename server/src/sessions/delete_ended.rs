//! Sessions and tokens that ended long ago are deleted. Until then their use is answered with the time at which they ended.

use chrono::TimeDelta;

use crate::application::App;
use crate::background::{Failed, Stop, Task};

/// How long a session or token is kept after its end.
const KEPT: TimeDelta = TimeDelta::days(7);

/// How often it is looked for them.
const EVERY: TimeDelta = TimeDelta::hours(1);

/// How many one transaction deletes: other writes wait for no more than that.
const AT_ONCE: u32 = 500;

/// Deletes them.
pub(crate) fn delete_ended(app: App) -> Task {
    Task::on_one_replica("ended_sessions", EVERY, move |stop| delete(app.clone(), stop))
}

async fn delete(app: App, stop: Stop) -> Result<(), Failed> {
    let before = app.now() - KEPT;
    while !stop.is_cancelled() {
        let deleted: u64 = app
            .store()
            .write(move |tx| async move { tx.delete_api_keys_ended_before(before, AT_ONCE).await })
            .await?;
        if deleted < u64::from(AT_ONCE) {
            break;
        }
    }
    Ok(())
}

//! Codes that nobody redeemed in their time are deleted, and so are the traces of those that were.

use chrono::TimeDelta;

use crate::application::App;
use crate::background::{Failed, Stop, Task};

/// How often it is looked for them.
const EVERY: TimeDelta = TimeDelta::hours(1);

/// Deletes them.
pub(crate) fn delete_expired(app: App) -> Task {
    Task::on_one_replica("expired_oauth2_codes", EVERY, move |stop| delete(app.clone(), stop))
}

async fn delete(app: App, _: Stop) -> Result<(), Failed> {
    let before = app.now();
    let _: u64 =
        app.store().write(move |tx| async move { tx.delete_expired_oauth2_codes(before).await }).await?;
    Ok(())
}

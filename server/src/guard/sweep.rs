//! When to forget callers whose limit is whole again: their entries would only fill the memory.

use chrono::TimeDelta;

use crate::application::App;
use crate::background::Task;

/// A limit that nobody touched for this long is whole again.
const EVERY: TimeDelta = TimeDelta::minutes(1);

/// Forgets them.
pub(crate) fn forget_idle(app: App) -> Task {
    Task::on_each_replica("rate_limit_sweep", EVERY, move |_| {
        let app = app.clone();
        async move {
            app.limits().forget_idle();
            Ok(())
        }
    })
}

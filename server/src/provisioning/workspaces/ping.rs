//! The task that lets everybody who watches know that the connection stands.

use chrono::TimeDelta;

use super::Watches;
use crate::background::Task;

/// How often they hear it.
const EVERY: TimeDelta = TimeDelta::seconds(15);

/// The task.
pub(crate) fn ping(watches: Watches) -> Task {
    Task::on_each_replica("watch_pings", EVERY, move |_| {
        watches.beat();
        async { Ok(()) }
    })
}

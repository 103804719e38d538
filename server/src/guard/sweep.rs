//! The task that forgets callers whose rate limit is replenished: their entries would only fill the memory.

use chrono::TimeDelta;
use slog::warn;

use crate::background::Task;
use crate::limits::Accounts;
use crate::service::Service;

/// An unused limit is fully replenished after this time.
const EVERY: TimeDelta = TimeDelta::minutes(1);

/// The task.
pub(crate) fn forget_idle(app: Service) -> Task {
    Task::on_each_replica("rate_limit_sweep", EVERY, move |_| {
        let app = app.clone();
        async move {
            app.limits().forget_idle();
            app.accounts().into_iter().for_each(Accounts::forget_idle);
            let left_out = app.limits().records().take_left_out();
            if left_out > 0 {
                warn!(app.log(), "too many refusals: some are not in the audit log"; "count" => left_out);
            }
            Ok(())
        }
    })
}

//! Hears when something was changed, on this replica or another.

use std::time::Duration;

use slog::warn;
use tokio::task::AbortHandle;

use super::{TOPIC, refresh};
use crate::background::Failed;
use crate::service::Service;

/// When it is looked without a signal: one may be lost.
const POLL: Duration = Duration::from_secs(600);

/// Listens until it is dropped.
pub(crate) struct Watch(AbortHandle);

impl Drop for Watch {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Begins to listen.
pub(crate) fn watch(app: &Service) -> Watch {
    let app = app.clone();
    let mut listener = app.store().listen(TOPIC, POLL);
    let task = tokio::spawn(async move {
        loop {
            listener.heard().await;
            if let Err(fault) = refresh(&app).await {
                let cause = Failed::from(fault);
                warn!(app.log(), "a change could not be followed; it is tried again"; "cause" => %cause);
            }
        }
    });
    Watch(task.abort_handle())
}

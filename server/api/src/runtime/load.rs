//! What is under way at a moment, for metrics.

use tokio_util::task::TaskTracker;

/// What is under way; clones look at the same server, and keep none of it alive.
#[derive(Clone, Debug)]
pub struct Load {
    pub(super) calls: TaskTracker,
    pub(super) sockets: TaskTracker,
}

impl Load {
    /// Requests whose head has arrived and whose answer hasn't left yet.
    #[must_use]
    pub fn requests(&self) -> usize {
        self.calls.len()
    }

    /// WebSockets that stand.
    #[must_use]
    pub fn websockets(&self) -> usize {
        self.sockets.len()
    }
}

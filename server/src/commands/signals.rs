//! SIGTERM and SIGINT, which stop the server, and SIGHUP, which has it read its certificate anew.

use tokio::signal::unix::{Signal, SignalKind, signal};

use super::Failure;

/// The signals that the server acts on. From the moment this exists they don't kill the process any more.
pub(super) struct Signals {
    terminate: Signal,
    interrupt: Signal,
    hang_up: Signal,
}

impl Signals {
    pub(super) fn listen() -> Result<Signals, Failure> {
        let listen = |kind| signal(kind).map_err(|error| Failure::System("watch for signals", error));
        Ok(Signals {
            terminate: listen(SignalKind::terminate())?,
            interrupt: listen(SignalKind::interrupt())?,
            hang_up: listen(SignalKind::hangup())?,
        })
    }

    /// Waits until one asks to stop, and gives its name. Meanwhile each SIGHUP calls `reload`.
    pub(super) async fn stop(&mut self, mut reload: impl FnMut()) -> &'static str {
        loop {
            tokio::select! {
                _ = self.terminate.recv() => return "SIGTERM",
                _ = self.interrupt.recv() => return "SIGINT",
                _ = self.hang_up.recv() => reload(),
            }
        }
    }
}

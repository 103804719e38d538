//! SIGTERM, SIGINT and SIGQUIT stop the server, SIGHUP has it read its certificate again. Other signals that
//! would end a process by default are logged and ignored.

use slog::{Logger, info};
use tokio::signal::unix::{Signal, SignalKind, signal};

use super::Failure;

/// The signals that the server acts on. From the moment this exists they don't kill the process any more.
pub(super) struct Signals {
    terminate: Signal,
    interrupt: Signal,
    quit: Signal,
    hang_up: Signal,
    user_1: Signal,
    user_2: Signal,
    alarm: Signal,
    log: Logger,
}

impl Signals {
    pub(super) fn listen(log: Logger) -> Result<Signals, Failure> {
        let listen = |kind| signal(kind).map_err(|error| Failure::System("watch for signals", error));
        Ok(Signals {
            terminate: listen(SignalKind::terminate())?,
            interrupt: listen(SignalKind::interrupt())?,
            quit: listen(SignalKind::quit())?,
            hang_up: listen(SignalKind::hangup())?,
            user_1: listen(SignalKind::user_defined1())?,
            user_2: listen(SignalKind::user_defined2())?,
            alarm: listen(SignalKind::alarm())?,
            log,
        })
    }

    /// Waits until one asks to stop, and gives its name. Meanwhile each SIGHUP calls `reload`.
    pub(super) async fn stop(&mut self, mut reload: impl FnMut()) -> &'static str {
        loop {
            tokio::select! {
                _ = self.terminate.recv() => return "SIGTERM",
                _ = self.interrupt.recv() => return "SIGINT",
                _ = self.quit.recv() => return "SIGQUIT",
                _ = self.hang_up.recv() => reload(),
                _ = self.user_1.recv() => info!(self.log, "a signal without a meaning was ignored"; "signal" => "SIGUSR1"),
                _ = self.user_2.recv() => info!(self.log, "a signal without a meaning was ignored"; "signal" => "SIGUSR2"),
                _ = self.alarm.recv() => info!(self.log, "a signal without a meaning was ignored"; "signal" => "SIGALRM"),
            }
        }
    }
}

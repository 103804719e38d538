//! `burgrave serve`: start, say so, wait for a signal, drain.

use std::io::{self, Write};
use std::sync::Arc;

use burgrave_core::{Entropy, HashParameters, SystemClock, SystemEntropy};
use slog::{Logger, info, warn};

use super::runtime::{Workers, runtime};
use super::signals::Signals;
use super::{Failure, words};
use crate::background::Pace;
use crate::config::Config;
use crate::logging;
use crate::run::{Parts, Running};

/// Letters and digits of the password in the commands that the first start prints: some 119 bits.
const SAMPLE_PASSWORD_LENGTH: usize = 20;

/// Runs the server until a signal stops it.
///
/// # Errors
/// A failed start, and a second signal before requests in progress were finished.
pub fn serve(config: Config, log: &Logger) -> Result<(), Failure> {
    logging::log_panics(log);
    // Its memory and environment hold secrets, and programs of templates run as the same user.
    #[cfg(target_os = "linux")]
    if let Err(error) = nix::sys::prctl::set_dumpable(false) {
        warn!(log, "other programs of this user can look into the server's memory"; "cause" => %error);
    }
    runtime(Workers::OneACore)?.block_on(until_stopped(config, log))
}

async fn until_stopped(config: Config, log: &Logger) -> Result<(), Failure> {
    let mut signals = Signals::listen(log.clone())?;
    let parts = Parts {
        clock: Arc::new(SystemClock),
        entropy: Arc::new(SystemEntropy),
        hashing: HashParameters::default(),
        disabled_features: Vec::new(),
        pace: Pace::Timer,
        log: log.clone(),
    };
    let running = crate::start(config.clone(), parts).await?;
    // The reader may have closed the pipe: that is no reason to end.
    let sample = SystemEntropy.alphanumeric(SAMPLE_PASSWORD_LENGTH);
    let _ = writeln!(io::stdout(), "{}", words::greeting(&config, &running, &sample));
    let signal = signals.stop(|| running.reload()).await;
    info!(log, "stopping"; "signal" => signal, "drain_seconds" => config.limits.drain_time.as_secs());
    drain(running, &config, &mut signals, log).await
}

async fn drain(
    running: Running,
    config: &Config,
    signals: &mut Signals,
    log: &Logger,
) -> Result<(), Failure> {
    running.leave();
    let stopped = async {
        tokio::time::sleep(config.limits.drain_delay).await;
        running.stop(config.limits.drain_time).await
    };
    tokio::select! {
        finished = stopped => {
            if !finished {
                warn!(log, "requests were cut off, because they took longer than the drain time");
            }
            info!(log, "stopped");
            Ok(())
        }
        // A stopping server has nothing to reload.
        _ = signals.stop(|| ()) => Err(Failure::Cut),
    }
}

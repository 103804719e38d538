//! `burgrave provisioner start`: do jobs for a server elsewhere until a signal comes.

use std::time::Duration;

use slog::{Logger, info, warn};

use super::Failure;
use super::runtime::{Workers, runtime};
use super::signals::Signals;
use crate::config::{Config, ProvisionerConfig};
use crate::logging;
use crate::provisioning::daemons::MachineSettings;
use crate::provisioning::daemons::remote::{self, RemoteStop};
use crate::run::confinement;

/// Longer than any daemon runs.
const NEVER: Duration = Duration::from_secs(100 * 365 * 24 * 3600);

/// Runs a daemon until it has left.
///
/// # Errors
/// Why it can't begin, or can't go on.
pub fn provisioner(daemon: &ProvisionerConfig, config: &Config, log: &Logger) -> Result<(), Failure> {
    logging::log_panics(log);
    // Its memory and environment hold secrets, and programs of templates run as the same user.
    #[cfg(target_os = "linux")]
    if let Err(error) = nix::sys::prctl::set_dumpable(false) {
        warn!(log, "other programs of this user can look into the daemon's memory"; "cause" => %error);
    }
    runtime(Workers::OneACore)?.block_on(until_left(daemon, config, log))
}

async fn until_left(daemon: &ProvisionerConfig, config: &Config, log: &Logger) -> Result<(), Failure> {
    let mut signals = Signals::listen(log.clone())?;
    let machine = MachineSettings {
        terraform: config.terraform.clone(),
        mirror: config.provider_mirror.clone(),
        providers: daemon.folder.join("providers"),
        confinement: confinement::of_daemon(config, daemon),
    };
    let stop = RemoteStop::default();
    let certificates = config.outgoing_certificates.as_deref();
    let running = remote::start(daemon, machine, certificates, stop.clone(), log);
    let patience = tokio::time::sleep(NEVER);
    tokio::pin!(running, patience);
    loop {
        tokio::select! {
            ended = &mut running => {
                info!(log, "stopped");
                return ended.map_err(|fault| Failure::Remote(fault.to_string()));
            }
            signal = signals.stop(|| ()) => {
                if !stop.leave.is_cancelled() {
                    info!(log, "leaving: the job under way ends first"; "signal" => signal);
                    stop.leave.cancel();
                    let until = daemon.finish_time.unwrap_or(NEVER);
                    patience.as_mut().reset(tokio::time::Instant::now() + until);
                } else if !stop.soon.is_cancelled() {
                    info!(log, "the job under way is interrupted"; "signal" => signal);
                    stop.soon.cancel();
                } else {
                    warn!(log, "the job under way is ended at once"; "signal" => signal);
                    stop.now.cancel();
                }
            }
            () = &mut patience, if !stop.soon.is_cancelled() => {
                warn!(log, "the job under way is interrupted: it takes longer than provisioner-finish-time");
                stop.soon.cancel();
            }
        }
    }
}

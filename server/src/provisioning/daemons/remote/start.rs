//! A daemon from its configuration to its end.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use burgrave_core::{Clock, SystemClock, SystemEntropy};
use nix::fcntl::{Flock, FlockArg};
use slog::{Logger, error, info};
use tokio::time::timeout;

use super::super::worker::{Machine, MachineSettings, Stopping};
use super::daemon::Daemon;
use super::dial::{DialFault, Dialer};
use super::health;
use super::link::Link;
use crate::background::Stop;
use crate::config::{ProvisionerConfig, VERSION};
use crate::metrics::ProvisionerMetrics;

/// How long a job may take to end whose server doesn't want the daemon any more.
const UNWANTED: Duration = Duration::from_secs(60);
/// How long the session may take to end.
const FAREWELL: Duration = Duration::from_secs(6);

/// How a daemon is told to end.
#[derive(Clone, Default)]
pub(crate) struct RemoteStop {
    /// It takes no further job, and the one under way ends by itself.
    pub(crate) leave: Stop,
    /// The one under way ends as soon as it can leave things in order.
    pub(crate) soon: Stop,
    /// It ends now.
    pub(crate) now: Stop,
}

/// Why a daemon ends.
#[derive(Debug, thiserror::Error)]
pub(crate) enum RemoteFault {
    /// Its folder can't be used.
    #[error("can't work in {0}: {1}")]
    Folder(PathBuf, io::Error),
    /// Another daemon has its folder.
    #[error("another daemon works in {0}; name another one with --folder")]
    Taken(PathBuf),
    /// It can't tell how it is.
    #[error("can't listen on {0}: {1}")]
    Health(std::net::SocketAddr, io::Error),
    /// Its configuration can't be used.
    #[error("{0}")]
    Configuration(String),
    /// The server doesn't want it.
    #[error("{0}")]
    Unwanted(String),
}

/// Does jobs until it is told to leave.
///
/// # Errors
/// Why it can't begin, or can't go on.
pub(crate) async fn start(
    config: &ProvisionerConfig,
    machine: MachineSettings,
    certificates: Option<&Path>,
    stop: RemoteStop,
    log: &Logger,
) -> Result<(), RemoteFault> {
    let _folder = own_folder(&config.folder)?;
    let root = config.folder.join("jobs");
    fs::create_dir_all(&root).map_err(|error| RemoteFault::Folder(root.clone(), error))?;
    let metrics = Arc::new(ProvisionerMetrics::new(SystemClock.now()));
    let health = match config.health_address {
        Some(address) => {
            let listener = health::listen(address, log).await;
            let listener = listener.map_err(|error| RemoteFault::Health(address, error))?;
            Some(health::serve(listener, metrics.clone()))
        }
        None => None,
    };
    let machine = Machine::new(log.clone(), Arc::new(SystemClock), root.clone(), machine);
    let dialer =
        Dialer::new(config, &machine.provisioners(), certificates).map_err(RemoteFault::Configuration)?;
    info!(log, "starting"; "version" => VERSION, "name" => &config.name, "server" => %config.url);
    let link = Link::new(log.clone(), metrics.clone());
    let RemoteStop { leave, soon, now } = stop;
    let daemon = Daemon {
        link: link.clone(),
        log: log.clone(),
        metrics,
        machine,
        root,
        leave,
        stop: Stopping { soon: soon.clone(), now },
    };
    let working = async {
        let end = Stop::new();
        let (keeping, running) = (link.keep(&dialer, &SystemEntropy, &end), daemon.run());
        tokio::pin!(keeping, running);
        tokio::select! {
            kept = &mut keeping => {
                // The job can't be told of any more: what it has begun is brought to its end.
                soon.cancel();
                let _ = timeout(UNWANTED, running).await;
                kept
            }
            () = &mut running => {
                end.cancel();
                timeout(FAREWELL, keeping).await.unwrap_or(Ok(()))
            }
        }
    };
    let ended = tokio::select! {
        ended = working => ended,
        () = async { match health { Some(health) => health.await, None => std::future::pending().await } } => Ok(()),
    };
    ended.map_err(|fault: DialFault| {
        error!(log, "the server doesn't want this daemon"; "cause" => %fault);
        RemoteFault::Unwanted(fault.to_string())
    })
}

/// The folder, for one daemon at a time: until the process ends, however it does.
fn own_folder(folder: &Path) -> Result<Flock<File>, RemoteFault> {
    let fault = |error| RemoteFault::Folder(folder.to_owned(), error);
    fs::create_dir_all(folder).map_err(fault)?;
    let file = File::create(folder.join("lock")).map_err(fault)?;
    Flock::lock(file, FlockArg::LockExclusiveNonblock).map_err(|(_, error)| match error {
        nix::errno::Errno::EWOULDBLOCK => RemoteFault::Taken(folder.to_owned()),
        error => fault(error.into()),
    })
}

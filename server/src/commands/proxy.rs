//! `burgrave proxy`: listen, register, wait for a signal, deregister.

use std::io::Write;
use std::path::Path;
use std::sync::Arc;

use burgrave_core::SystemEntropy;
use burgrave_core::proxies::ProxyToken;
use slog::{Logger, info};

use super::Failure;
use super::runtime::{Workers, runtime};
use super::signals::Signals;
use crate::cli::ProxyCommand;
use crate::config::Config;
use crate::edge::{Edge, EdgeSettings};
use crate::logging;

/// The longest file that can be one with a token, in bytes.
const LONGEST_FILE: u64 = 4096;

/// Runs the program of a proxy until a signal stops it.
///
/// # Errors
/// A missing URL, a file without a token, an address that can't be listened on.
pub fn proxy(command: ProxyCommand, config: &Config, log: &Logger) -> Result<(), Failure> {
    logging::log_panics(log);
    let settings = settings(command, config)?;
    runtime(Workers::OneACore)?.block_on(until_stopped(settings, config, log))
}

async fn until_stopped(settings: EdgeSettings, config: &Config, log: &Logger) -> Result<(), Failure> {
    let mut signals = Signals::listen(log.clone())?;
    let (server, address) = (settings.server.clone(), settings.address);
    let edge = Edge::start(settings, Arc::new(SystemEntropy), log.clone()).await;
    let edge = edge.map_err(|fault| Failure::Proxy(format!("can't listen on {address}: {fault}")))?;
    // The reader may have closed the pipe: that is no reason to end.
    let _ = writeln!(std::io::stdout(), "A proxy answers at http://{} now, for {server}", edge.address);
    let signal = signals.stop(|| info!(log, "there is nothing to reload")).await;
    info!(log, "stopping"; "signal" => signal);
    edge.stop(config.limits.drain_time).await;
    info!(log, "stopped");
    Ok(())
}

fn settings(command: ProxyCommand, config: &Config) -> Result<EdgeSettings, Failure> {
    let access_url = config.access_url.clone().ok_or_else(|| {
        Failure::Proxy("access-url is empty; write the URL at which people reach the proxy".into())
    })?;
    let unread = |file: &Path, fault: std::io::Error| {
        Failure::Proxy(format!("{} can't be read: {fault}", file.display()))
    };
    let certificates = match &config.outgoing_certificates {
        Some(file) => Some(std::fs::read(file).map_err(|fault| unread(file, fault))?),
        None => None,
    };
    let file = &command.token_file;
    let size = std::fs::metadata(file).map_err(|fault| unread(file, fault))?.len();
    let text = if size <= LONGEST_FILE { std::fs::read_to_string(file) } else { Ok(String::new()) };
    let text = text.map_err(|fault| unread(file, fault))?;
    let token = ProxyToken::parse(text.trim()).ok_or_else(|| {
        let mend = "write the proxy_token into it that was shown when the proxy was made";
        Failure::Proxy(format!("{} has no token of a proxy; {mend}", file.display()))
    })?;
    Ok(EdgeSettings {
        server: command.server,
        token: token.reveal(),
        address: config.address,
        access_url,
        wildcard_hostname: command.wildcard_hostname,
        relay_url: config.relay_url.clone(),
        certificates,
    })
}

//! Entries of the audit log for others, in the order of the chain. Each receiver gets every entry, and knows by
//! its place and its hash whether it has it already.
//!
//! - `deliver`: what is sent to a receiver, and how far it has got. `backlog`: what waits, for the metrics.
//! - `webhook`, `syslog`, `file`: receivers. Two of them say for themselves whether they are reached.

mod backlog;
mod deliver;
mod file;
mod syslog;
mod webhook;

use std::future::Future;

pub(crate) use backlog::{Backlog, backlogs};
pub(crate) use file::file_can_be_written;
pub(crate) use syslog::syslog_is_reached;

use super::chain::ChainLine;
use crate::application::App;
use crate::background::Task;
use crate::outgoing::{Outgoing, OutgoingSettings};

/// Whoever gets entries.
trait Receiver: Send + Sync + 'static {
    /// By which name the database knows how far it has got.
    const NAME: &'static str;
    /// The name of its task.
    const TASK: &'static str;
    /// Bytes that it is sent at once at most, unless one entry is longer.
    const MOST_BYTES: usize;

    /// Sends entries; says nothing before they have arrived. The error is for operators, and holds no secret.
    fn send(&self, lines: &[ChainLine]) -> impl Future<Output = Result<(), String>> + Send;
}

/// The tasks of the receivers that are set up.
///
/// # Errors
/// What of the settings can't be used, for the operator.
pub(crate) fn receivers(app: &App, outgoing: &OutgoingSettings) -> Result<Vec<Task>, String> {
    let settings = &app.settings().governance.audit;
    let mut tasks = Vec::new();
    if let Some(webhook) = &settings.webhook {
        let outgoing = Outgoing::new(outgoing).map_err(|fault| format!("outgoing-certificates: {fault}"))?;
        tasks.push(deliver::deliver(
            app.clone(),
            webhook::Webhook::new(app.clone(), webhook.clone(), outgoing),
        ));
    }
    if let Some(target) = &settings.syslog {
        let syslog = syslog::Syslog::new(target.clone(), outgoing.certificates.as_deref())?;
        tasks.push(deliver::deliver(app.clone(), syslog));
    }
    if let Some(path) = &settings.file {
        tasks.push(deliver::deliver(app.clone(), file::File::new(path.clone())));
    }
    Ok(tasks)
}

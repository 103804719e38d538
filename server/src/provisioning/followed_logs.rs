//! A WebSocket that follows the log of a job.

use std::sync::Arc;
use std::time::Duration;

use burgrave_api::runtime::{Message, Upgrade, WebSocket};
use burgrave_core::ids::{ProvisionerJobId, TemplateVersionId, WorkspaceBuildId};
use burgrave_store::LogRecord;
use tokio::time::{MissedTickBehavior, interval};

use super::jobs::{Follower, Tails};
use crate::application::{App, Caller, LOOK, Recognized};
use crate::fault::Fault;
use crate::provisioning::dry_runs::{self, DryRun};
use crate::provisioning::{builds, versions};

/// The close code of a connection that has served its purpose (RFC 6455 section 7.4.1).
const NORMAL: u16 = 1000;

/// That of a connection whose other end may be told nothing more.
const POLICY: u16 = 1008;

/// That of a server that can't go on.
const INTERNAL: u16 = 1011;

const BROKEN: &str =
    "The log can't be read any more. Connect again, with after set to the last line that came.";

/// Whose log is followed.
#[derive(Debug, Clone, Copy)]
pub(crate) enum LogOf {
    /// That of a build.
    Build(WorkspaceBuildId),
    /// That of a version's import.
    Import(TemplateVersionId),
    /// That of a dry run.
    DryRun(DryRun),
}

impl LogOf {
    /// The job whose log it is, where the caller may follow it.
    async fn job(self, app: &App, caller: Arc<Caller>) -> Result<ProvisionerJobId, Fault> {
        match self {
            Self::Build(build) => builds::to_follow(app, caller, build).await,
            Self::Import(version) => versions::to_follow(app, caller, version).await,
            Self::DryRun(dry_run) => dry_runs::to_follow(app, caller, dry_run).await,
        }
    }
}

/// Somebody who follows a log.
struct Following {
    app: App,
    of: LogOf,
    caller: Recognized,
    follower: Follower,
    write: fn(&LogRecord) -> String,
}

/// Why a connection closes.
enum End {
    /// The other end is gone.
    Gone,
    /// With this code, and this reason.
    Told(u16, &'static str),
}

/// Sends each line behind the one of the number `after` as a message, as `write` writes it: those that are
/// there, then each new one. Closes when the job has ended, when the caller may not read the log any more, or
/// when the other end goes.
///
/// # Errors
/// `Hidden`; `Forbidden` for the dry run of another.
pub(crate) async fn follow(
    app: &App,
    tails: &Tails,
    caller: Arc<Caller>,
    of: LogOf,
    after: i64,
    write: fn(&LogRecord) -> String,
) -> Result<Upgrade, Fault> {
    let job = of.job(app, caller.clone()).await?;
    let follower = tails.follow(app.store(), app.log(), job, after);
    let caller = Recognized::new(app, caller);
    let following = Following { app: app.clone(), of, caller, follower, write };
    Ok(Upgrade::new(move |mut socket: WebSocket| async move {
        if let End::Told(code, reason) = following.tell(&mut socket).await {
            socket.close(code, reason).await;
        }
    }))
}

impl Following {
    async fn tell(mut self, socket: &mut WebSocket) -> End {
        let mut looks = looks(LOOK);
        loop {
            let lines = tokio::select! {
                lines = self.follower.next() => lines,
                _ = looks.tick() => match self.look().await {
                    Ok(()) => continue,
                    Err(end) => return end,
                },
                () = gone(socket) => return End::Gone,
            };
            let lines = match lines {
                Ok(Some(lines)) => lines,
                Ok(None) => return End::Told(NORMAL, "The job has ended."),
                Err(_) => return End::Told(INTERNAL, BROKEN),
            };
            if self.caller.is_due()
                && let Err(end) = self.look().await
            {
                return end;
            }
            for line in lines.iter() {
                if socket.send(Message::Text((self.write)(line))).await.is_err() {
                    return End::Gone;
                }
            }
        }
    }

    /// Whether the caller may still read the log.
    async fn look(&mut self) -> Result<(), End> {
        let looked = match self.caller.again().await {
            Ok(caller) => self.of.job(&self.app, caller.clone()).await,
            Err(fault) => Err(fault),
        };
        match looked {
            Ok(_) => Ok(()),
            Err(Fault::Hidden | Fault::Forbidden { .. } | Fault::SignedOut(_)) => {
                Err(End::Told(POLICY, "The log can't be followed any more."))
            }
            Err(_) => Err(End::Told(INTERNAL, BROKEN)),
        }
    }
}

/// The times at which it is looked, the first one after the first pause.
fn looks(pause: Duration) -> tokio::time::Interval {
    let mut looks = interval(pause);
    looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    looks.reset();
    looks
}

/// Waits until the other end goes. What it sends means nothing.
async fn gone(socket: &mut WebSocket) {
    while socket.receive().await.is_some() {}
}

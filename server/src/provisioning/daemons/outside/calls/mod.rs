//! What each call of a daemon does.
//!
//! - `acquire`: it asks for a job. `update`, `quota`: it tells how the job goes, and asks what it may cost.
//! - `complete`, `fail`: how the job ends. `files`: what it hands in beside. `modules`: what is kept of that.
//! - `attempts`: which jobs are its own.

mod acquire;
mod attempts;
mod complete;
mod fail;
mod files;
mod modules;
mod quota;
mod update;

use std::sync::Arc;

use burgrave_core::ids::ProvisionerDaemonId;
use burgrave_core::provisioning::queue::Server;
use burgrave_wire::drpc::{Answers, CallFault, Incoming, Messages};
use burgrave_wire::{Message, TRY_AGAIN, method};
use slog::warn;
use tokio::sync::Semaphore;

pub(super) use self::attempts::Attempts;
pub(super) use self::modules::HandedIn;
use super::refused::Refused;
use crate::application::App;
use crate::background::{Failed, Stop};
use crate::provisioning::work::Waiting;

/// What the calls of a daemon share.
pub(super) struct Daemon {
    pub(super) app: App,
    pub(super) waiting: Waiting,
    /// Room for files, which all daemons share.
    pub(super) uploads: Arc<Semaphore>,
    pub(super) id: ProvisionerDaemonId,
    /// What it may take.
    pub(super) server: Server,
    /// What it works on.
    pub(super) attempts: Attempts,
    /// Its session ends.
    pub(super) stop: Stop,
    /// Room for long messages.
    pub(super) heavy: Semaphore,
    /// The files of modules that it handed in last.
    pub(super) handed_in: HandedIn,
}

/// Answers a call.
///
/// # Errors
/// The daemon has given it up.
pub(super) async fn answer(daemon: &Daemon, call: Incoming) -> Result<(), CallFault> {
    let Incoming { name, messages, answers } = call;
    match &*name {
        method::ACQUIRE_JOB => acquire::for_a_moment(daemon, messages, answers).await,
        method::ACQUIRE_JOB_WITH_CANCEL => acquire::until_canceled(daemon, messages, answers).await,
        method::UPDATE_JOB => unary(daemon, messages, answers, update::update).await,
        method::COMMIT_QUOTA => unary(daemon, messages, answers, quota::commit).await,
        method::FAIL_JOB => unary(daemon, messages, answers, fail::fail).await,
        method::COMPLETE_JOB => unary(daemon, messages, answers, complete::complete).await,
        method::UPLOAD_FILE => files::upload(daemon, messages, answers).await,
        method::DOWNLOAD_FILE => files::download(messages, answers).await,
        _ => answers.fail(0, &format!("protocol error: unknown rpc: {name:?}")).await,
    }
}

/// Answers a call of one message and one answer.
async fn unary<Asked, Told>(
    daemon: &Daemon,
    mut messages: Messages,
    mut answers: Answers,
    act: impl AsyncFnOnce(&Daemon, Asked) -> Result<Told, Refused>,
) -> Result<(), CallFault>
where
    Asked: Message + Default,
    Told: Message,
{
    let room = daemon.heavy.acquire().await.map_err(|_| CallFault::Broken)?;
    let asked = match messages.only().await {
        Err(fault @ (CallFault::Message(_) | CallFault::Packet(_))) => {
            return answers.fail(0, &fault.to_string()).await;
        }
        asked => asked?,
    };
    let told = act(daemon, asked).await;
    drop(room);
    match told {
        Ok(told) => {
            answers.message(&told).await?;
            answers.done().await
        }
        Err(refused) => {
            let (code, text) = told_of(daemon, refused);
            answers.fail(code, &text).await
        }
    }
}

/// What a daemon is told of a call that fails; what is the server's own stands in its log.
fn told_of(daemon: &Daemon, refused: Refused) -> (u64, String) {
    match refused {
        Refused::Told(text) => (0, text),
        Refused::Trouble(fault) => {
            warn!(daemon.app.log(), "a call of a provisioner daemon fails"; "daemon" => %daemon.id,
                "cause" => %Failed::from(fault));
            (TRY_AGAIN, "The server can't do this now. Ask an administrator to look into its log.".into())
        }
    }
}

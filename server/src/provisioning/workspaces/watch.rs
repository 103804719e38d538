//! What somebody is told who watches a workspace: the whole of it, at once and after each change.

use std::sync::Arc;

use burgrave_api::runtime::{Message, Upgrade, WebSocket};
use burgrave_core::authorization::{Action, Protected, Read};
use burgrave_core::ids::WorkspaceId;
use tokio::sync::watch;

use super::get::READ;
use super::seen::{Seen, Sight, Watched, Watches};
use super::view::WorkspaceView;
use crate::application::{App, Caller, Recognized, find};
use crate::fault::Fault;

/// The close code of a connection whose other end may be told nothing more (RFC 6455 section 7.4.1).
const POLICY: u16 = 1008;

/// What somebody is told.
pub(crate) enum Event {
    /// The connection stands.
    Ping,
    /// The workspace as it is now.
    Data(Box<WorkspaceView>),
    /// Why nothing more is told.
    End(Fault),
}

/// Somebody who watches.
pub(crate) struct Watcher {
    caller: Recognized,
    /// Keeps the workspace watched.
    _watched: Arc<Watched>,
    sight: watch::Receiver<Sight>,
    /// A beat says that the connection stands.
    beats: watch::Receiver<u64>,
    greeted: bool,
}

/// Begins to watch a workspace, also one that is deleted.
///
/// # Errors
/// `Hidden`.
pub(crate) async fn watch(
    app: &App,
    watches: &Watches,
    caller: Arc<Caller>,
    id: WorkspaceId,
) -> Result<Watcher, Fault> {
    let asked = caller.clone();
    app.store()
        .read(move |reader| async move {
            find::any_workspace::<Read>(&reader, &asked, id, READ).await.map(drop)
        })
        .await?;
    let watched = watches.watch(app, id);
    let (sight, beats) = (watched.look(), watches.beats());
    let caller = Recognized::new(app, caller);
    Ok(Watcher { caller, _watched: watched, sight, beats, greeted: false })
}

impl Watcher {
    /// The next event. After an end there is none.
    pub(crate) async fn next(&mut self) -> Event {
        if !std::mem::replace(&mut self.greeted, true) {
            return Event::Ping;
        }
        loop {
            tokio::select! {
                changed = self.sight.changed() => {
                    let sight = match changed {
                        Ok(()) => self.sight.borrow_and_update().clone(),
                        Err(_) => Sight::Broken,
                    };
                    match sight {
                        Sight::Nothing => {}
                        Sight::Seen(seen) => return self.data(&seen).await.unwrap_or_else(Event::End),
                        Sight::Broken => return Event::End(Fault::Busy),
                    }
                }
                Ok(()) = self.beats.changed() => {
                    return match self.caller.again().await {
                        Ok(_) => Event::Ping,
                        Err(fault) => Event::End(fault),
                    };
                }
            }
        }
    }

    /// The workspace, if the caller may still read it.
    async fn data(&mut self, seen: &Seen) -> Result<Event, Fault> {
        let caller = self.caller.look().await?;
        if !caller.may(Action::Read, &seen.workspace.object()) {
            return Err(Fault::Hidden);
        }
        Ok(Event::Data(Box::new(WorkspaceView::of(seen.latest.clone(), caller))))
    }
}

/// Sends each event as a message, as `write` writes it, until there is an end or the other end goes.
pub(crate) fn follow(
    mut watcher: Watcher,
    write: impl Fn(Event) -> String + Send + Sync + 'static,
) -> Upgrade {
    Upgrade::new(move |mut socket: WebSocket| async move {
        loop {
            let event = tokio::select! {
                event = watcher.next() => event,
                () = gone(&mut socket) => return,
            };
            let last = matches!(event, Event::End(_));
            if socket.send(Message::Text(write(event))).await.is_err() {
                return;
            }
            if last {
                return socket.close(POLICY, "The workspace can't be watched any more.").await;
            }
        }
    })
}

/// Waits until the other end goes. What it sends means nothing.
async fn gone(socket: &mut WebSocket) {
    while socket.receive().await.is_some() {}
}

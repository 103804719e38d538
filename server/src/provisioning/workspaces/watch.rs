//! What somebody is told who watches a workspace: the whole of it, at once and after each change.

use std::sync::Arc;
use std::time::Duration;

use burgrave_api::runtime::{Message, Upgrade, WebSocket};
use burgrave_core::authorization::{Action, Protected, Read};
use burgrave_core::ids::WorkspaceId;
use chrono::{DateTime, TimeDelta, Utc};
use tokio::sync::watch;
use tokio::time::{Interval, MissedTickBehavior, interval_at};

use super::get::READ;
use super::seen::{Seen, Sight, Watched, Watches};
use super::view::WorkspaceView;
use crate::application::{App, Caller, find};
use crate::fault::Fault;

/// How often somebody hears that the connection stands.
const PING: Duration = Duration::from_secs(15);

/// How old what is known of the caller may be when something is told: sessions end, and roles are taken away.
const CALLER_KNOWN_FOR: TimeDelta = TimeDelta::seconds(5);

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
    app: App,
    caller: Arc<Caller>,
    /// When the caller was read.
    known: DateTime<Utc>,
    /// Keeps the workspace watched.
    _watched: Arc<Watched>,
    sight: watch::Receiver<Sight>,
    ping: Interval,
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
    let mut ping = interval_at(tokio::time::Instant::now() + PING, PING);
    ping.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let (sight, known) = (watched.look(), app.now());
    Ok(Watcher { app: app.clone(), caller, known, _watched: watched, sight, ping, greeted: false })
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
                _ = self.ping.tick() => {
                    return match self.recognize().await {
                        Ok(()) => Event::Ping,
                        Err(fault) => Event::End(fault),
                    };
                }
            }
        }
    }

    /// The workspace, if the caller may still read it.
    async fn data(&mut self, seen: &Seen) -> Result<Event, Fault> {
        if self.app.now() - self.known >= CALLER_KNOWN_FOR {
            self.recognize().await?;
        }
        if !self.caller.may(Action::Read, &seen.workspace.object()) {
            return Err(Fault::Hidden);
        }
        Ok(Event::Data(Box::new(WorkspaceView::of(seen.latest.clone(), &self.caller))))
    }

    /// Reads the caller again.
    async fn recognize(&mut self) -> Result<(), Fault> {
        let (caller, now) = (self.caller.clone(), self.app.now());
        let read = self.app.store().read(move |reader| async move { caller.reload(&reader).await });
        self.caller = Arc::new(read.await?);
        self.known = now;
        Ok(())
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

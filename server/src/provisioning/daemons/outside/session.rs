//! A daemon's session, from its first call to its last.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use burgrave_api::runtime::{Message, Upgrade, WebSocket, WebSocketReceiver, WebSocketSender};
use burgrave_wire::yamux::{Ended, Limits, Role, Session, Sink, Source, Stream};
use burgrave_wire::{MESSAGE, drpc};
use bytes::Bytes;
use slog::{debug, info};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use super::calls::{self, Attempts, Daemon, HandedIn};
use super::connect::Connected;
use super::fleet::Fleet;
use super::right::GOING_AWAY;
use crate::application::App;
use crate::background::Stop;

/// The close code of an end that can't go on (RFC 6455 section 7.4.1).
const INTERNAL: u16 = 1011;

/// Calls at once at most, those for a job included.
const CALLS: usize = 32;
/// Calls whose messages are in memory at once at most.
const HEAVY_CALLS: usize = 4;
/// How long a call may take to begin.
const BEGIN: Duration = Duration::from_secs(30);
/// How long calls may take to end once the session has.
const LAST_CALLS: Duration = Duration::from_secs(30);

struct From(WebSocketReceiver);

impl Source for From {
    async fn receive(&mut self) -> io::Result<Option<Bytes>> {
        match self.0.receive().await {
            Some(Message::Binary(bytes)) => Ok(Some(bytes)),
            Some(Message::Text(_)) => Err(io::Error::new(io::ErrorKind::InvalidData, "a text message")),
            None => Ok(None),
        }
    }
}

struct To(WebSocketSender);

impl Sink for To {
    async fn send(&mut self, bytes: Bytes) -> io::Result<()> {
        let sent = self.0.send(Message::Binary(bytes)).await;
        sent.map_err(|_| io::ErrorKind::BrokenPipe.into())
    }
}

/// Serves the calls of a daemon until it goes, the server stops, or what it came in by is gone.
pub(crate) fn serve(app: App, fleet: Fleet, daemon: Connected) -> Upgrade {
    Upgrade::new(move |socket: WebSocket| async move {
        let presence = fleet.enter(daemon.id);
        info!(app.log(), "a provisioner daemon is connected"; "daemon" => %daemon.id);
        let (sender, receiver) = socket.split();
        let session = Session::new(Role::Server, Limits { streams: CALLS, ..Limits::default() });
        let (right, id) = (daemon.right, daemon.id);
        let daemon = Arc::new(Daemon {
            app: app.clone(),
            waiting: fleet.waiting.clone(),
            uploads: fleet.uploads.clone(),
            id,
            server: daemon.server,
            attempts: Attempts::default(),
            stop: Stop::new(),
            heavy: Semaphore::new(HEAVY_CALLS),
            handed_in: HandedIn::default(),
        });
        let stop = daemon.stop.clone();
        let mut calls = JoinSet::new();
        let (code, reason) = tokio::select! {
            ended = session.drive(From(receiver), To(sender.clone())) => told(&ended),
            () = accept(&session, &daemon, &mut calls) => (INTERNAL, "no calls are taken".to_owned()),
            (code, reason) = right.gone(&app) => (code, reason.to_owned()),
        };
        // Whoever waits for a job takes none any more; what is under way runs to its end.
        stop.cancel();
        debug!(app.log(), "a provisioner daemon is gone"; "daemon" => %id, "reason" => &reason);
        sender.close(code, reason).await;
        drop(presence);
        let ended = async { while calls.join_next().await.is_some() {} };
        let _ = tokio::time::timeout(LAST_CALLS, ended).await;
    })
}

/// What the other end is told of the end.
fn told(ended: &Ended) -> (u16, String) {
    match ended {
        Ended::Closed | Ended::Gone => (GOING_AWAY, String::new()),
        Ended::Silent => (GOING_AWAY, "the daemon doesn't answer".into()),
        Ended::Fault(fault) => (INTERNAL, fault.to_string()),
        Ended::Transport(_) => (INTERNAL, "the connection is broken".into()),
    }
}

async fn accept(session: &Session, daemon: &Arc<Daemon>, calls: &mut JoinSet<()>) {
    while let Some(stream) = session.accept().await {
        while calls.try_join_next().is_some() {}
        calls.spawn(call(daemon.clone(), stream));
    }
}

async fn call(daemon: Arc<Daemon>, stream: Stream) {
    let Ok(Ok(call)) = tokio::time::timeout(BEGIN, drpc::accept(stream, MESSAGE)).await else { return };
    // Whoever has given the call up isn't told of its end.
    let _ = calls::answer(&daemon, call).await;
}

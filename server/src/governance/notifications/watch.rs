//! New messages of an inbox, as they come.

use std::collections::{HashSet, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use burgrave_api::runtime::{Message, Upgrade, WebSocket};
use burgrave_core::authorization::Read;
use burgrave_core::notifications::plain;
use burgrave_store::{InboxFilter, InboxRecord, Listener};
use uuid::Uuid;

use super::inbox::{InboxMessage, of, topic};
use crate::application::{App, Caller, Recognized};
use crate::fault::Fault;

/// When it is looked without a signal, and whether the caller is still signed in.
const POLL: Duration = Duration::from_secs(15);

/// Messages that may come between two looks; of more, the earliest aren't told.
const NEWEST: u32 = 100;

/// The close code of a connection whose other end may be told nothing more (RFC 6455 section 7.4.1).
const POLICY: u16 = 1008;

/// What somebody wants to be told.
#[derive(Debug, Clone, Default)]
pub(crate) struct Wanted {
    /// Templates and targets, and whether only messages that are read, or aren't.
    pub(crate) filter: InboxFilter,
    /// The text without markup. Titles have none.
    pub(crate) plain: bool,
}

/// Somebody who watches their inbox.
pub(crate) struct InboxWatcher {
    app: App,
    caller: Arc<Caller>,
    recognized: Recognized,
    wanted: Wanted,
    listener: Listener,
    /// The newest messages when it was looked last.
    known: HashSet<Uuid>,
    /// Messages that are still to be told.
    ready: VecDeque<InboxRecord>,
}

/// Begins to watch.
///
/// # Errors
/// `Forbidden` with a token of narrower scope.
pub(crate) async fn watch(app: &App, caller: Arc<Caller>, wanted: Wanted) -> Result<InboxWatcher, Fault> {
    let listener = app.store().listen(&topic(caller.user.id), POLL);
    let (known, ready) = (HashSet::new(), VecDeque::new());
    let recognized = Recognized::new(app, caller.clone());
    let mut watcher = InboxWatcher { app: app.clone(), caller, recognized, wanted, listener, known, ready };
    watcher.known = watcher.newest().await?.into_iter().map(|message| message.id).collect();
    Ok(watcher)
}

impl InboxWatcher {
    /// The next message.
    async fn next(&mut self) -> Result<InboxMessage, Fault> {
        loop {
            if let Some(message) = self.ready.pop_front() {
                return self.told(message).await;
            }
            self.listener.heard().await;
            self.caller = self.recognized.again().await?.clone();
            let newest = self.newest().await?;
            let ids = newest.iter().map(|message| message.id).collect();
            let known = std::mem::replace(&mut self.known, ids);
            let new = newest.into_iter().rev().filter(|message| !known.contains(&message.id));
            let read = self.wanted.filter.read;
            self.ready.extend(new.filter(|one| read.is_none_or(|read| one.read_at.is_some() == read)));
        }
    }

    /// The newest messages of those that are wanted, whether they were read or not: what is read while
    /// somebody watches makes no older message new.
    async fn newest(&self) -> Result<Vec<InboxRecord>, Fault> {
        let mine = of::<Read>(&self.caller)?;
        let asked = InboxFilter { read: None, ..self.wanted.filter.clone() };
        let found = self.app.store().scan(move |reader| async move {
            Ok::<_, Fault>(reader.inbox(mine.user_id, &asked, NEWEST).await?)
        });
        found.await
    }

    async fn told(&self, message: InboxRecord) -> Result<InboxMessage, Fault> {
        let user = self.caller.user.id;
        let unread = self.app.store().read(move |reader| async move { reader.unread_in_inbox(user).await });
        let unread = unread.await.map_err(Fault::from)?;
        let message = match self.wanted.plain {
            true => InboxRecord { content: plain(&message.content), ..message },
            false => message,
        };
        Ok(InboxMessage { message, unread })
    }
}

/// Sends each message as `write` writes it, until the caller may be told no more or the other end goes.
pub(crate) fn follow(
    mut watcher: InboxWatcher,
    write: impl Fn(InboxMessage) -> String + Send + Sync + 'static,
) -> Upgrade {
    Upgrade::new(move |mut socket: WebSocket| async move {
        loop {
            let next = tokio::select! {
                next = watcher.next() => next,
                () = gone(&mut socket) => return,
            };
            let Ok(message) = next else {
                return socket.close(POLICY, "The inbox can't be watched any more.").await;
            };
            if socket.send(Message::Text(write(message))).await.is_err() {
                return;
            }
        }
    })
}

/// Waits until the other end goes. What it sends means nothing.
async fn gone(socket: &mut WebSocket) {
    while socket.receive().await.is_some() {}
}

//! What people see in the dashboard: their own messages, and nobody else's.

use std::sync::Arc;

use burgrave_api::operations;
use burgrave_core::authorization::{ActionType, Authorized, Read, Update};
use burgrave_core::ids::UserId;
use burgrave_store::{Inbox, InboxFilter, InboxRecord};
use uuid::Uuid;

use crate::application::command::{Audit, Command, CommandContext, Diff, Entry, Outcome};
use crate::application::{App, Caller};
use crate::fault::Fault;

/// Messages of a page.
const PAGE: u32 = 25;

/// A page, and how many messages of all weren't read.
pub(crate) struct InboxPage {
    pub(crate) messages: Vec<InboxRecord>,
    pub(crate) unread: i64,
}

/// One message, and how many of all weren't read.
pub(crate) struct InboxMessage {
    pub(crate) message: InboxRecord,
    pub(crate) unread: i64,
}

/// What is told when somebody has a new message.
pub(super) fn topic(user: UserId) -> String {
    format!("inbox:{user}")
}

/// A page of the caller's messages, newest first.
///
/// # Errors
/// `Forbidden` with a token of narrower scope.
pub(crate) async fn inbox(app: &App, caller: Arc<Caller>, asked: InboxFilter) -> Result<InboxPage, Fault> {
    let mine = of::<Read>(&caller)?;
    app.store()
        .scan(move |reader| async move {
            let messages = reader.inbox(mine.user_id, &asked, PAGE).await?;
            Ok(InboxPage { messages, unread: reader.unread_in_inbox(mine.user_id).await? })
        })
        .await
}

/// The caller's inbox, if they may.
pub(super) fn of<A: ActionType>(caller: &Caller) -> Result<Authorized<A, Inbox>, Fault> {
    Authorized::permit(&caller.subject, Inbox { user_id: caller.user.id })
        .map_err(|refused| Fault::refused(refused, "use your inbox"))
}

/// Says whether the caller has read a message.
pub(crate) struct SetRead {
    /// The message.
    pub(crate) id: Uuid,
    /// Whether they have.
    pub(crate) read: bool,
}

impl Command for SetRead {
    type Actor = Arc<Caller>;
    type Output = InboxMessage;

    fn audit(&self) -> Audit {
        operations::UPDATE_INBOX_READ_STATUS.into()
    }

    /// # Errors
    /// `Hidden` for a message that isn't theirs; `Forbidden`.
    async fn run(&self, context: &CommandContext<Arc<Caller>>) -> Result<Outcome<InboxMessage>, Fault> {
        let user = &context.caller().user;
        let mine = of::<Update>(context.caller())?;
        let before = context.inbox_message(user.id, self.id).await?.ok_or(Fault::Hidden)?;
        let read_at = self.read.then_some(context.now);
        context.set_inbox_read(&mine, self.id, read_at).await?;
        let diff = Diff::default().field("read", before.read_at.is_some(), self.read);
        let message = InboxRecord { read_at, ..before };
        let output = InboxMessage { message, unread: context.unread_in_inbox(user.id).await? };
        Ok(Outcome::changed(output, Entry::new(user.id, &user.username).diff(diff)))
    }
}

/// Says that the caller has read all of their messages.
pub(crate) struct ReadAll;

impl Command for ReadAll {
    type Actor = Arc<Caller>;
    type Output = ();

    fn audit(&self) -> Audit {
        operations::MARK_INBOX_AS_READ.into()
    }

    /// # Errors
    /// `Forbidden`.
    async fn run(&self, context: &CommandContext<Arc<Caller>>) -> Result<Outcome<()>, Fault> {
        let user = &context.caller().user;
        let mine = of::<Update>(context.caller())?;
        let read = context.read_whole_inbox(&mine, context.now).await?;
        let diff = Diff::default().field("unread", read, 0);
        Ok(Outcome::changed((), Entry::new(user.id, &user.username).diff(diff)))
    }
}

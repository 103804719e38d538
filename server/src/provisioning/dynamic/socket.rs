//! A conversation about parameters: somebody says what is chosen, and is told what there is to choose then.

use std::sync::Arc;
use std::time::Duration;

use burgrave_api::runtime::{Message, Upgrade, WebSocket};
use burgrave_core::ids::UserId;
use tokio::time::{Instant, sleep_until, timeout};

use super::{Answer, Asked, evaluate};
use crate::application::{App, Caller, Recognized};
use crate::fault::Fault;

/// The id of what is told before anything was said.
const FIRST: i64 = -1;

/// How long a conversation may pause.
const PAUSE: Duration = Duration::from_secs(60 * 60);

/// The time between two answers at least: more of them nobody can read.
const PACE: Duration = Duration::from_millis(20);

/// Close codes (RFC 6455 section 7.4.1): it was silent for too long; what was said can't be read; the other
/// end may be told nothing more; the server can't go on.
const NORMAL: u16 = 1000;
const UNREADABLE: u16 = 1007;
const POLICY: u16 = 1008;
const INTERNAL: u16 = 1011;

/// What somebody says.
#[derive(Debug)]
pub(crate) struct Saying {
    /// It comes back with the answer.
    pub(crate) id: i64,
    /// Whose workspace it would be, where that is somebody else from now on.
    pub(crate) owner: Option<UserId>,
    /// The values that are given so far.
    pub(crate) chosen: std::collections::BTreeMap<String, String>,
}

/// How messages are read and written.
#[derive(Clone, Copy)]
pub(crate) struct Conversation {
    /// Reads one, or tells why it can't be read.
    pub(crate) read: fn(&str) -> Result<Saying, String>,
    /// Writes one.
    pub(crate) write: fn(i64, &Answer) -> String,
}

/// Somebody in a conversation.
struct Partner {
    app: App,
    caller: Recognized,
    asked: Asked,
    conversation: Conversation,
}

/// Begins a conversation, and tells what there is before anything is chosen.
///
/// # Errors
/// As [`evaluate`].
pub(crate) async fn converse(
    app: &App,
    caller: Arc<Caller>,
    asked: Asked,
    conversation: Conversation,
) -> Result<Upgrade, Fault> {
    let first = evaluate(app, &caller, &asked).await?;
    let caller = Recognized::new(app, caller);
    let partner = Partner { app: app.clone(), caller, asked, conversation };
    Ok(Upgrade::new(move |socket| partner.talk(socket, first)))
}

impl Partner {
    async fn talk(mut self, mut socket: WebSocket, first: Answer) {
        let mut answer = (self.conversation.write)(FIRST, &first);
        loop {
            let next = Instant::now() + PACE;
            if socket.send(Message::Text(answer)).await.is_err() {
                return;
            }
            sleep_until(next).await;
            let said = match timeout(PAUSE, socket.receive()).await {
                Ok(Some(Message::Text(text))) => (self.conversation.read)(&text),
                Ok(Some(Message::Binary(_))) => Err("Send JSON as text.".into()),
                Ok(None) => return,
                Err(_) => return socket.close(NORMAL, "Nothing was said for an hour.").await,
            };
            let said = match said {
                Ok(said) => said,
                Err(why) => return socket.close(UNREADABLE, reason(&why)).await,
            };
            answer = match self.answer(said).await {
                Ok(answer) => answer,
                Err(Fault::Hidden | Fault::Forbidden { .. } | Fault::SignedOut(_)) => {
                    return socket.close(POLICY, "The template version can't be read any more.").await;
                }
                Err(_) => return socket.close(INTERNAL, "Connect again.").await,
            };
        }
    }

    async fn answer(&mut self, said: Saying) -> Result<String, Fault> {
        self.asked.owner = said.owner.or(self.asked.owner);
        self.asked.chosen = said.chosen;
        let told = evaluate(&self.app, self.caller.look().await?, &self.asked).await?;
        Ok((self.conversation.write)(said.id, &told))
    }
}

/// As much of a text as fits into a close.
fn reason(why: &str) -> String {
    let mut end = why.len().min(120);
    while !why.is_char_boundary(end) {
        end -= 1;
    }
    why[..end].to_owned()
}

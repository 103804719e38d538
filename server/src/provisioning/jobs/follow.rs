//! A WebSocket that follows the log of a job.

use burgrave_api::runtime::{Message, Upgrade, WebSocket};
use burgrave_store::LogRecord;

use super::tail::Follower;

/// The close code of a connection that has served its purpose (RFC 6455 section 7.4.1).
const NORMAL: u16 = 1000;

/// That of a server that can't go on.
const INTERNAL: u16 = 1011;

const BROKEN: &str =
    "The log can't be read any more. Connect again, with after set to the last line that came.";

/// Sends each line as a message, as `write` writes it: those that are there, then each new one. Closes when
/// the job has ended, or when the other end goes.
pub(crate) fn follow(mut follower: Follower, write: fn(&LogRecord) -> String) -> Upgrade {
    Upgrade::new(move |mut socket: WebSocket| async move {
        loop {
            let lines = tokio::select! {
                lines = follower.next() => lines,
                gone = gone(&mut socket) => return gone,
            };
            match lines {
                Ok(Some(lines)) => {
                    for line in lines.iter() {
                        if socket.send(Message::Text(write(line))).await.is_err() {
                            return;
                        }
                    }
                }
                Ok(None) => return socket.close(NORMAL, "The job has ended.").await,
                Err(_) => return socket.close(INTERNAL, BROKEN).await,
            }
        }
    })
}

/// Waits until the other end goes. What it sends means nothing.
async fn gone(socket: &mut WebSocket) {
    while socket.receive().await.is_some() {}
}

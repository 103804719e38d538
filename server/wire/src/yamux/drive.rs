//! What moves the bytes of a session.

use std::future::poll_fn;
use std::io;
use std::task::Poll;
use std::time::Duration;

use bytes::Bytes;
use tokio::time::{Instant, sleep_until};

use super::connection::Fault;
use super::shared::Shared;
use crate::TRANSPORT_MESSAGE;

/// Bytes that are sent together at most; far below what the other end takes.
const TOGETHER: usize = 64 * 1024;

const _: () = assert!(TOGETHER < TRANSPORT_MESSAGE);

/// How long the last bytes of a session may take.
const LAST_WORDS: Duration = Duration::from_secs(5);

/// Where bytes of the other end come from, in pieces of any length.
pub trait Source: Send {
    /// The next bytes; none at the end.
    fn receive(&mut self) -> impl Future<Output = io::Result<Option<Bytes>>> + Send;
}

/// Where bytes for the other end go.
pub trait Sink: Send {
    /// Sends bytes.
    fn send(&mut self, bytes: Bytes) -> impl Future<Output = io::Result<()>> + Send;
}

/// Why a session is over.
#[derive(Debug)]
pub enum Ended {
    /// This end has closed it.
    Closed,
    /// The other end has.
    Gone,
    /// The other end doesn't answer.
    Silent,
    /// The other end doesn't keep to the rules.
    Fault(Fault),
    /// The transport.
    Transport(io::Error),
}

pub(super) async fn drive(session: &Shared, mut source: impl Source, mut sink: impl Sink) -> Ended {
    let limits = session.lock().connection.limits();
    // When something last came.
    let (heard, mut hearing) = tokio::sync::watch::channel(Instant::now());
    let reading = async {
        loop {
            poll_fn(|context| session.lock().connection.poll_room(context)).await;
            match source.receive().await {
                Ok(Some(bytes)) => {
                    heard.send_replace(Instant::now());
                    if let Err(fault) = session.lock().connection.receive(&bytes) {
                        return Ended::Fault(fault);
                    }
                }
                Ok(None) => return Ended::Gone,
                Err(error) => return Ended::Transport(error),
            }
        }
    };
    let asking = async {
        loop {
            let last = *hearing.borrow_and_update();
            sleep_until(last + limits.silence).await;
            if *hearing.borrow() > last {
                continue;
            }
            session.lock().connection.ping();
            tokio::select! {
                changed = hearing.changed() => if changed.is_err() { return Ended::Gone },
                () = sleep_until(Instant::now() + limits.answer) => return Ended::Silent,
            }
        }
    };
    let ended = tokio::select! {
        ended = reading => ended,
        ended = asking => ended,
        ended = write(session, &mut sink) => return ended,
    };
    if let Ended::Fault(_) = ended {
        session.lock().connection.go_away(1);
        session.lock().closing = true;
        // Whoever doesn't read it isn't waited for.
        let _ = tokio::time::timeout(LAST_WORDS, write(session, &mut sink)).await;
    }
    ended
}

async fn write(session: &Shared, sink: &mut impl Sink) -> Ended {
    loop {
        let bytes = poll_fn(|context| {
            let mut inner = session.lock();
            let closing = inner.closing;
            match inner.connection.poll_transmit(TOGETHER, context) {
                Poll::Pending if closing => Poll::Ready(None),
                bytes => bytes.map(Some),
            }
        });
        let Some(bytes) = bytes.await else { return Ended::Closed };
        if let Err(error) = sink.send(bytes).await {
            return Ended::Transport(error);
        }
    }
}

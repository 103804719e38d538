//! A connection over a transport.

use std::future::poll_fn;
use std::task::Poll;

use super::drive::{self, Ended, Sink, Source};
use super::limits::{Limits, Role};
use super::shared::Shared;
use super::stream::Stream;

/// A connection; clones are the same. It moves no bytes unless [`Session::drive`] runs.
#[derive(Clone)]
pub struct Session(Shared);

/// The session is over, or the other end takes no streams any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the session is closed")]
pub struct SessionClosed;

impl Session {
    /// A session that has just been made.
    #[must_use]
    pub fn new(role: Role, limits: Limits) -> Self {
        Self(Shared::new(role, limits))
    }

    /// Moves bytes between the session and a transport until one of them ends. Then all streams are broken
    /// off.
    pub async fn drive(&self, source: impl Source, sink: impl Sink) -> Ended {
        // Also where this future is dropped.
        let _over = Over(&self.0);
        drive::drive(&self.0, source, sink).await
    }

    /// Takes the next stream that the other end opens; none when the session is over.
    pub async fn accept(&self) -> Option<Stream> {
        let id = poll_fn(|context| {
            let mut inner = self.0.lock();
            if inner.over || inner.closing {
                return Poll::Ready(None);
            }
            inner.connection.poll_accept(context).map(Some)
        });
        Some(Stream::new(self.0.clone(), id.await?))
    }

    /// Opens a stream.
    ///
    /// # Errors
    /// The session is over, or the other end takes no streams any more.
    pub fn open(&self) -> Result<Stream, SessionClosed> {
        let mut inner = self.0.lock();
        if inner.over || inner.closing {
            return Err(SessionClosed);
        }
        let id = inner.connection.open().ok_or(SessionClosed)?;
        drop(inner);
        Ok(Stream::new(self.0.clone(), id))
    }

    /// Ends the session in good order: what is queued is sent, and the other end is told.
    pub fn close(&self) {
        let mut inner = self.0.lock();
        if !std::mem::replace(&mut inner.closing, true) {
            inner.connection.go_away(0);
            inner.connection.wake_acceptor();
        }
    }

    /// How many streams there are.
    #[must_use]
    pub fn streams(&self) -> usize {
        self.0.lock().connection.streams()
    }
}

struct Over<'a>(&'a Shared);

impl Drop for Over<'_> {
    fn drop(&mut self) {
        let mut inner = self.0.lock();
        inner.over = true;
        inner.connection.end();
    }
}

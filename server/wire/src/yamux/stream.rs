//! One stream of a session.

use std::future::poll_fn;
use std::task::Poll;

use bytes::Bytes;

use super::connection::{Read, Write};
use super::shared::Shared;

/// A stream. Whoever holds it may read and write at the same time, one task each. Dropped before
/// [`Stream::finish`], it is broken off.
pub struct Stream {
    session: Shared,
    id: u32,
}

/// A stream goes no further.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the stream was broken off")]
pub struct StreamFault;

impl Stream {
    pub(super) const fn new(session: Shared, id: u32) -> Self {
        Self { session, id }
    }

    /// The next bytes, at most so many; none when the other end has finished.
    ///
    /// # Errors
    /// The stream was broken off.
    pub async fn read(&self, most: usize) -> Result<Option<Bytes>, StreamFault> {
        match poll_fn(|context| self.session.lock().connection.poll_read(self.id, most, context)).await {
            Read::Bytes(bytes) => Ok(Some(bytes)),
            Read::End => Ok(None),
            Read::Reset => Err(StreamFault),
        }
    }

    /// Sends all bytes; waits while the other end is slow.
    ///
    /// # Errors
    /// The stream was broken off, or is finished.
    pub async fn write(&self, mut bytes: &[u8]) -> Result<(), StreamFault> {
        while !bytes.is_empty() {
            let written = poll_fn(|context| match self.session.lock() {
                inner if inner.over => Poll::Ready(Write::Closed),
                mut inner => inner.connection.poll_write(self.id, bytes, context),
            });
            match written.await {
                Write::Took(taken) => bytes = &bytes[taken..],
                Write::Closed => return Err(StreamFault),
            }
        }
        Ok(())
    }

    /// Says that nothing more goes on it.
    pub fn finish(&self) {
        self.session.lock().connection.finish(self.id);
    }
}

impl Drop for Stream {
    fn drop(&mut self) {
        self.session.lock().connection.forget(self.id);
    }
}

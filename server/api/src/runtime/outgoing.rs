//! An answer's content that leaves piece by piece.

use std::fmt;
use std::pin::Pin;
use std::sync::Mutex;
use std::task::{Context, Poll};

use bytes::Bytes;
use futures::stream::BoxStream;
use futures::{Stream, StreamExt};
use http_body_util::StreamBody;
use hyper::body::{Body, Frame, SizeHint};
use tokio_util::sync::CancellationToken;

/// Why a stream broke: the connection is closed, because the status has left already.
pub type StreamError = Box<dyn std::error::Error + Send + Sync>;

/// The content of an answer whose specification has `x-streamed`: it is never whole in memory.
pub struct Outgoing {
    pieces: BoxStream<'static, Result<Bytes, StreamError>>,
    length: Option<u64>,
    endless: bool,
}

impl Outgoing {
    /// Content of this many bytes, or of unknown length. It is sent to its end, also while the server shuts
    /// down.
    pub fn new<S>(length: Option<u64>, pieces: S) -> Self
    where
        S: Stream<Item = Result<Bytes, StreamError>> + Send + 'static,
    {
        Self { pieces: pieces.boxed(), length, endless: false }
    }

    /// Content that has no end of its own, such as events. It ends when the server shuts down.
    pub fn endless<S>(pieces: S) -> Self
    where
        S: Stream<Item = Result<Bytes, StreamError>> + Send + 'static,
    {
        Self { pieces: pieces.boxed(), length: None, endless: true }
    }

    /// The length, where it is known.
    pub(super) fn length(&self) -> Option<u64> {
        self.length
    }

    /// The content as the HTTP engine sends it.
    pub(super) fn into_body(self, closing: &CancellationToken) -> dropshot::Body {
        let closing = closing.clone();
        let pieces = match self.endless {
            true => self.pieces.take_until(async move { closing.cancelled().await }).boxed(),
            false => self.pieces,
        };
        let inner = StreamBody::new(pieces.map(|piece| piece.map(Frame::data)).boxed());
        dropshot::Body::wrap(Sized { inner: Mutex::new(inner), length: self.length })
    }
}

impl fmt::Debug for Outgoing {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Outgoing").field("length", &self.length).finish_non_exhaustive()
    }
}

type Pieces = StreamBody<BoxStream<'static, Result<Frame<Bytes>, StreamError>>>;

/// A stream with its length. The lock is never waited for: it makes the stream shareable, which nobody uses.
struct Sized {
    inner: Mutex<Pieces>,
    length: Option<u64>,
}

impl Body for Sized {
    type Data = Bytes;
    type Error = StreamError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, StreamError>>> {
        let inner = self.inner.get_mut().unwrap_or_else(std::sync::PoisonError::into_inner);
        Pin::new(inner).poll_frame(context)
    }

    fn size_hint(&self) -> SizeHint {
        self.length.map_or_else(SizeHint::default, SizeHint::with_exact)
    }
}

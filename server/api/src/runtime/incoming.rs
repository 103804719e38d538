//! A request's body that reaches the handler piece by piece.

use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use http::{HeaderMap, header};
use http_body_util::BodyExt;
use hyper::body::Body as _;
use tokio::time::Instant;

use super::ApiError;
use super::body::{media, too_large, too_slow, unsupported};
use super::drain::drain;
use super::engine::Engine;
use super::operation::BodyRule;

/// The body of an operation whose specification has `x-streamed`: it is never whole in memory. What the
/// handler leaves is read away when this is dropped.
pub struct Incoming {
    content_type: &'static str,
    body: dropshot::Body,
    engine: Arc<Engine>,
    /// Bytes that may still come.
    left: u64,
    max: u64,
    deadline: Instant,
}

impl Incoming {
    /// # Errors
    /// 415 for a media type that the rule doesn't have, 413 when `Content-Length` says more than `max` bytes.
    pub(super) fn open(
        engine: &Arc<Engine>,
        rule: &'static BodyRule,
        max: u64,
        headers: &HeaderMap,
        body: &mut dropshot::Body,
    ) -> Result<Self, ApiError> {
        // Of several kinds of bytes nobody can guess which came.
        if rule.media.len() > 1 && !headers.contains_key(header::CONTENT_TYPE) {
            return Err(unsupported(rule));
        }
        let media = media(rule, headers)?;
        if body.size_hint().lower() > max {
            return Err(too_large(max));
        }
        Ok(Self {
            content_type: media.content_type,
            body: std::mem::replace(body, dropshot::Body::empty()),
            engine: engine.clone(),
            left: max,
            max,
            deadline: Instant::now() + engine.settings.body_time_limit,
        })
    }

    /// The media type of the specification that the body has.
    #[must_use]
    pub fn content_type(&self) -> &'static str {
        self.content_type
    }

    /// The next piece; none behind the last. After an error the body is over.
    ///
    /// # Errors
    /// 413 when it is longer than the operation takes, 408 when all of it takes longer than the time limit of
    /// bodies, 400 when the connection breaks.
    pub async fn next(&mut self) -> Result<Option<Bytes>, ApiError> {
        loop {
            let Ok(frame) = tokio::time::timeout_at(self.deadline, self.body.frame()).await else {
                return Err(self.end(too_slow()));
            };
            let Some(frame) = frame else { return Ok(None) };
            let frame = match frame {
                Ok(frame) => frame,
                Err(error) => {
                    let broken = ApiError::bad_request("The request body could not be read.").cause(error);
                    return Err(self.end(broken));
                }
            };
            // Trailers carry nothing that the specification can name.
            let Ok(data) = frame.into_data() else { continue };
            match self.left.checked_sub(data.len() as u64) {
                Some(left) => self.left = left,
                None => return Err(too_large(self.max)),
            }
            if !data.is_empty() {
                return Ok(Some(data));
            }
        }
    }

    /// What nobody can read any further isn't read away either.
    fn end(&mut self, error: ApiError) -> ApiError {
        self.body = dropshot::Body::empty();
        error
    }
}

impl Drop for Incoming {
    fn drop(&mut self) {
        drain(&self.engine, std::mem::replace(&mut self.body, dropshot::Body::empty()), self.left);
    }
}

impl fmt::Debug for Incoming {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Incoming").field("content_type", &self.content_type).finish_non_exhaustive()
    }
}

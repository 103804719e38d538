//! An answer on its way out: status, headers and bytes.

use bytes::Bytes;
use http::{HeaderName, HeaderValue, StatusCode};
use serde::Serialize;

use super::{ApiError, Outgoing, Upgrade};

/// The media type of JSON answers.
pub const JSON: &str = "application/json; charset=utf-8";

/// What a shim made of the handler's answer.
#[derive(Debug)]
pub struct Reply {
    pub(super) status: StatusCode,
    pub(super) headers: Vec<(HeaderName, HeaderValue)>,
    pub(super) body: Bytes,
    pub(super) stream: Option<Outgoing>,
    pub(super) upgrade: Option<Upgrade>,
}

impl Reply {
    /// An answer without content.
    ///
    /// # Errors
    /// 500 when the status isn't one: the specification holds 100–599.
    pub fn empty(status: u16) -> Result<Self, ApiError> {
        let status = StatusCode::from_u16(status).map_err(ApiError::internal)?;
        Ok(Self { status, headers: vec![], body: Bytes::new(), stream: None, upgrade: None })
    }

    /// An answer with these bytes.
    ///
    /// # Errors
    /// 500 when the content type can't stand in a header.
    pub fn content(status: u16, content_type: &str, body: impl Into<Bytes>) -> Result<Self, ApiError> {
        let mut reply = Self::empty(status)?;
        reply.body = body.into();
        reply.header("content-type", content_type)
    }

    /// An answer whose content leaves piece by piece.
    ///
    /// # Errors
    /// 500 when the content type can't stand in a header.
    pub fn stream(status: u16, content_type: &str, body: Outgoing) -> Result<Self, ApiError> {
        let mut reply = Self::empty(status)?;
        reply.stream = Some(body);
        reply.header("content-type", content_type)
    }

    /// A JSON answer, ended by a newline; `content_type` is one of JSON's.
    ///
    /// # Errors
    /// 500 when the value can't be JSON, as a map whose keys aren't strings.
    pub fn json<T: Serialize + ?Sized>(status: u16, content_type: &str, value: &T) -> Result<Self, ApiError> {
        let mut body = Vec::with_capacity(256);
        serde_json::to_writer(&mut body, value).map_err(ApiError::internal)?;
        body.push(b'\n');
        Self::content(status, content_type, body)
    }

    /// Hands the connection over (101).
    ///
    /// # Errors
    /// None; the shape is the others'.
    pub fn upgrade(upgrade: Upgrade) -> Result<Self, ApiError> {
        let mut reply = Self::empty(StatusCode::SWITCHING_PROTOCOLS.as_u16())?;
        reply.upgrade = Some(upgrade);
        Ok(reply)
    }

    /// With one more header line.
    ///
    /// # Errors
    /// 500 when the value has a line break or another control character.
    pub fn header(mut self, name: &'static str, value: &str) -> Result<Self, ApiError> {
        let value = HeaderValue::from_str(value)
            .map_err(|_| ApiError::internal(format!("the answer's header {name} can't be sent")))?;
        self.headers.push((HeaderName::from_static(name), value));
        Ok(self)
    }

    /// With one line of this header for each value.
    ///
    /// # Errors
    /// As [`Reply::header`].
    pub fn header_lines<T: AsRef<str>>(
        self,
        name: &'static str,
        values: impl IntoIterator<Item = T>,
    ) -> Result<Self, ApiError> {
        values.into_iter().try_fold(self, |reply, value| reply.header(name, value.as_ref()))
    }
}

//! What a shim decodes: the raw parts of one request.

use bytes::Bytes;
use http::HeaderMap;

use super::{AnyCaller, Cx, Incoming, MediaKind};

/// One request that passed every check which needs no handler.
pub struct Call<'a> {
    /// The call.
    pub cx: &'a Cx,
    /// The caller; none without authentication.
    pub caller: Option<&'a AnyCaller>,
    /// Its raw parts.
    pub input: Input,
}

/// The raw parts of a request.
#[derive(Debug, Default)]
pub struct Input {
    /// The values of the path's variables, percent-decoded.
    pub path: Vec<(&'static str, Vec<u8>)>,
    /// The query as it was sent, without `?`; empty when there is none.
    pub query: String,
    /// All headers.
    pub headers: HeaderMap,
    /// The body; none when there is none, or when it is streamed.
    pub body: Option<Content>,
    /// The body of an operation with `x-streamed`, until the shim takes it.
    pub stream: Option<Incoming>,
}

/// A request's body.
#[derive(Clone, Debug)]
pub struct Content {
    /// How it is read.
    pub kind: MediaKind,
    /// The media type of the specification that it has.
    pub content_type: &'static str,
    /// All of it.
    pub bytes: Bytes,
}

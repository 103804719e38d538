//! The credential of a request.

use std::fmt;

/// The credential of a request: unchecked, as it was sent.
#[derive(Clone, PartialEq, Eq)]
pub struct Credential {
    /// How it travelled.
    pub carrier: Carrier,
    /// The token, or `user:password` from Basic.
    pub value: String,
    /// No other value of the same carrier is tried after it.
    pub is_last: bool,
}

/// How a credential travelled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Carrier {
    /// A header of its own.
    Header,
    /// A cookie: the browser sends it by itself.
    Cookie,
    /// The query.
    Query,
    /// `Authorization: Bearer`.
    Bearer,
    /// `Authorization: Basic`.
    Basic,
}

/// Never shows the value: it would end in a log.
impl fmt::Debug for Credential {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Credential").field("carrier", &self.carrier).finish_non_exhaustive()
    }
}

//! The outcome of a call, for logs and metrics.

use std::time::Duration;

use http::StatusCode;

use super::Rejection;

/// The outcome of a call.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// What was answered; none when the client hung up before.
    pub status: Option<StatusCode>,
    /// From the end of the request's header to the answer's.
    pub duration: Duration,
    /// What went wrong inside, where something did.
    pub cause: Option<String>,
    /// Why it was rejected, if it was.
    pub rejection: Option<Rejection>,
}

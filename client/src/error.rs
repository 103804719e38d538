//! What the server says when it refuses, and what can be wrong before a request is sent.

use http::StatusCode;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

/// The body of an error, whatever its format: the API's own, OAuth2 (RFC 6749 §5.2), SCIM (RFC 7644 §3.12),
/// or the text that a proxy in between answers with.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct ErrorResponse {
    /// One sentence for people.
    pub message: String,
    /// What exactly happened; OAuth2's error code.
    pub detail: Option<String>,
    /// One entry for each fault in the parameters and the body.
    pub validations: Vec<Validation>,
    /// The body as it came; a string when it wasn't JSON, null when there was none.
    pub body: Value,
}

/// One fault in a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Validation {
    /// The parameter, or the path of the body field (`add_users[0]`).
    pub field: String,
    /// What is wrong with the value.
    pub detail: String,
}

impl ErrorResponse {
    fn read(body: Value) -> Self {
        let text = |key: &str| body.get(key).and_then(Value::as_str).map(str::to_owned);
        let validations = body.get("validations").cloned().unwrap_or_default();
        let (message, detail) = match (text("message"), text("error"), text("detail")) {
            (Some(message), _, detail) => (message, detail),
            (None, Some(code), _) => (text("error_description").unwrap_or_else(|| code.clone()), Some(code)),
            (None, None, Some(detail)) => (detail, text("scimType")),
            (None, None, None) => (body.as_str().unwrap_or_default().to_owned(), None),
        };
        Self { message, detail, validations: serde_json::from_value(validations).unwrap_or_default(), body }
    }
}

impl<'de> Deserialize<'de> for ErrorResponse {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Value::deserialize(deserializer).map(Self::read)
    }
}

/// Reads what the server said from a failed call.
pub trait Failure {
    /// The body of the server's refusal; `None` when the server didn't get to answer, or answered what can't
    /// be read.
    fn response(&self) -> Option<&ErrorResponse>;

    /// The status of the answer, if there was one.
    fn code(&self) -> Option<StatusCode>;

    /// The server's sentence for people, or empty.
    fn message(&self) -> &str {
        self.response().map_or("", |response| &response.message)
    }

    /// What exactly happened, or empty.
    fn detail(&self) -> &str {
        self.response().and_then(|response| response.detail.as_deref()).unwrap_or("")
    }

    /// The faults in the request that the server names.
    fn validations(&self) -> &[Validation] {
        self.response().map_or(&[], |response| &response.validations)
    }
}

impl Failure for crate::Error {
    fn response(&self) -> Option<&ErrorResponse> {
        match self {
            Self::ErrorResponse(value) => Some(value),
            _ => None,
        }
    }

    fn code(&self) -> Option<StatusCode> {
        self.status()
    }
}

/// Why no client could be made.
#[derive(Debug, thiserror::Error)]
pub enum SetupError {
    /// The address can't be read.
    #[error("{url:?} is no address of a server: {reason}")]
    Address {
        /// What was given.
        url: String,
        /// What is wrong with it.
        reason: String,
    },
    /// The token has characters that no header can have.
    #[error("the session token has characters that a header can't have")]
    Token,
    /// The HTTP client can't start (no certificates, for example).
    #[error("the HTTP client can't start")]
    Http(#[from] reqwest::Error),
}

//! What a server says when it refuses, in each of the shapes of this API.

use http::header::{HeaderMap, LOCATION, RETRY_AFTER};
use serde_json::Value;

/// The header that names a request in the server's log.
const REQUEST_ID: &str = "x-coder-request-id";

/// The longest part of an answer of something else that is shown, in characters.
const MOST_SHOWN: usize = 400;

/// A refusal.
#[derive(Debug, Default)]
pub(crate) struct Refusal {
    pub(crate) status: u16,
    pub(crate) message: String,
    pub(crate) detail: String,
    /// Fields and what is wrong with them.
    pub(crate) validations: Vec<(String, String)>,
    pub(crate) location: Option<String>,
    pub(crate) retry_after: Option<String>,
    pub(crate) request: Option<String>,
}

impl Refusal {
    /// Reads an answer that is no success.
    pub(crate) fn read(status: u16, headers: &HeaderMap, body: &[u8]) -> Self {
        let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).map(shown);
        let mut refusal = Refusal {
            status,
            location: header(LOCATION.as_str()),
            retry_after: header(RETRY_AFTER.as_str()),
            request: header(REQUEST_ID),
            ..Refusal::default()
        };
        match serde_json::from_slice(body) {
            Ok(Value::Object(said)) => refusal.fill(&said),
            _ => refusal.detail = shown(&String::from_utf8_lossy(&body[..body.len().min(MOST_SHOWN)])),
        }
        if refusal.message.is_empty() {
            let reason = http::StatusCode::from_u16(status).ok().and_then(|status| status.canonical_reason());
            refusal.message = reason.unwrap_or("The server refuses").to_owned();
        }
        refusal
    }

    fn fill(&mut self, said: &serde_json::Map<String, Value>) {
        let text = |name: &str| said.get(name).and_then(Value::as_str).map(shown);
        // `error` is OAuth2's (RFC 6749 §5.2); SCIM says only `detail` (RFC 7644 §3.12).
        self.message = text("message").or_else(|| text("error")).unwrap_or_default();
        self.detail = text("detail").or_else(|| text("error_description")).unwrap_or_default();
        let validations = said.get("validations").and_then(Value::as_array).into_iter().flatten();
        self.validations = validations
            .map(|fault| {
                let text =
                    |name: &str| fault.get(name).and_then(Value::as_str).map(shown).unwrap_or_default();
                (text("field"), text("detail"))
            })
            .collect();
    }
}

/// Text of the server that can't steer a terminal.
fn shown(text: &str) -> String {
    text.chars().filter(|letter| *letter == '\n' || !letter.is_control()).collect()
}

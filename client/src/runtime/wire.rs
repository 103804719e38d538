//! The hooks around every request.

use bytes::Bytes;
use http::header::{
    ACCEPT, CONNECTION, CONTENT_TYPE, SEC_WEBSOCKET_ACCEPT, SEC_WEBSOCKET_KEY, SEC_WEBSOCKET_VERSION, UPGRADE,
};
use http::{HeaderValue, StatusCode};
use tokio_tungstenite::tungstenite::handshake::{client::generate_key, derive_accept_key};

use super::Session;

/// The longest part of a foreign error body that is kept, in bytes.
const FOREIGN_LIMIT: usize = 4096;

/// What an operation sends otherwise than progenitor's builders do.
#[derive(Clone, Copy, Debug, Default)]
pub struct Wire {
    /// The true content type of the body.
    pub content_type: Option<&'static str>,
    /// The true type of the answer.
    pub accept: Option<&'static str>,
    /// Whether the connection is to become a WebSocket.
    pub upgrade: bool,
}

/// The `Sec-WebSocket-Accept` that the answer must have (RFC 6455 §4.1).
#[derive(Clone)]
struct ExpectedAccept(String);

/// Signs a request, and gives it what the builders left out.
pub fn prepare(session: &Session, request: &mut reqwest::Request, wire: &Wire) {
    let headers = request.headers_mut();
    session.sign(headers);
    if let Some(content_type) = wire.content_type {
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    }
    if let Some(accept) = wire.accept {
        headers.insert(ACCEPT, HeaderValue::from_static(accept));
    }
    if wire.upgrade {
        headers.insert(CONNECTION, HeaderValue::from_static("Upgrade"));
        headers.insert(UPGRADE, HeaderValue::from_static("websocket"));
        headers.insert(SEC_WEBSOCKET_VERSION, HeaderValue::from_static("13"));
        if let Ok(key) = HeaderValue::from_str(&generate_key()) {
            headers.insert(SEC_WEBSOCKET_KEY, key);
        }
    }
}

/// Sends a request. Error bodies that aren't JSON come back as a JSON string, so that every refusal keeps its
/// status.
///
/// # Errors
/// The request didn't go out, or the answer broke off.
pub async fn execute(
    client: &reqwest::Client,
    request: reqwest::Request,
) -> reqwest::Result<reqwest::Response> {
    let expected = request.headers().get(SEC_WEBSOCKET_KEY).map(|key| derive_accept_key(key.as_bytes()));
    let mut response = client.execute(request).await?;
    if response.status() == StatusCode::SWITCHING_PROTOCOLS {
        response.extensions_mut().extend(expected.map(ExpectedAccept).into_iter().fold(
            http::Extensions::new(),
            |mut extensions, accept| {
                extensions.insert(accept);
                extensions
            },
        ));
    }
    let status = response.status();
    if !(status.is_client_error() || status.is_server_error()) {
        return Ok(response);
    }
    let headers = response.headers().clone();
    let body = response.bytes().await?;
    let mut answer = http::Response::new(readable(status, body));
    *answer.status_mut() = status;
    *answer.headers_mut() = headers;
    Ok(answer.into())
}

fn readable(status: StatusCode, body: Bytes) -> Bytes {
    if serde_json::from_slice::<serde::de::IgnoredAny>(&body).is_ok() {
        return body;
    }
    let text = String::from_utf8_lossy(&body[..body.len().min(FOREIGN_LIMIT)]);
    let said = if text.trim().is_empty() {
        status.canonical_reason().unwrap_or("No reason given")
    } else {
        text.trim()
    };
    serde_json::Value::from(said).to_string().into()
}

/// Holds a WebSocket's answer against its request.
///
/// # Errors
/// Another server, or a cache, answered the upgrade.
pub fn check(result: &reqwest::Result<reqwest::Response>) -> Result<(), String> {
    let Ok(response) = result else { return Ok(()) };
    match response.extensions().get::<ExpectedAccept>() {
        Some(ExpectedAccept(expected))
            if response.headers().get(SEC_WEBSOCKET_ACCEPT).map(HeaderValue::as_bytes)
                != Some(expected.as_bytes()) =>
        {
            Err("the server's Sec-WebSocket-Accept doesn't belong to this request".into())
        }
        _ => Ok(()),
    }
}

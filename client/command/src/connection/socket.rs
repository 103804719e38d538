//! WebSockets of text messages.

use futures::StreamExt;
use http::HeaderValue;
use http::header::{CONNECTION, SEC_WEBSOCKET_ACCEPT, SEC_WEBSOCKET_KEY, SEC_WEBSOCKET_VERSION, UPGRADE};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::handshake::{client::generate_key, derive_accept_key};
use tokio_tungstenite::tungstenite::protocol::{Role, frame::coding::CloseCode};

use super::{Connection, Request};
use crate::failure::Failure;

/// An open WebSocket.
pub(crate) struct Socket(WebSocketStream<reqwest::Upgraded>);

impl Socket {
    /// Opens one.
    ///
    /// # Errors
    /// The server refuses, or something between doesn't let WebSockets through.
    pub(crate) async fn open(connection: &Connection, mut request: Request) -> Result<Self, Failure> {
        let key = generate_key();
        let expected = derive_accept_key(key.as_bytes());
        let headers = &mut request.headers;
        headers.insert(CONNECTION, HeaderValue::from_static("Upgrade"));
        headers.insert(UPGRADE, HeaderValue::from_static("websocket"));
        headers.insert(SEC_WEBSOCKET_VERSION, HeaderValue::from_static("13"));
        headers.insert(SEC_WEBSOCKET_KEY, HeaderValue::from_str(&key).expect("a key is ASCII"));
        let response = connection.send(&request).await?;
        let accepted = response.headers().get(SEC_WEBSOCKET_ACCEPT).map(HeaderValue::as_bytes);
        if response.status().as_u16() != 101 || accepted != Some(expected.as_bytes()) {
            return Err(Failure::Failed(format!(
                "{} opens no WebSocket: what lies between may not let it through",
                connection.url()
            )));
        }
        let upgraded = response.upgrade().await.map_err(|error| connection.unreachable(error))?;
        Ok(Self(WebSocketStream::from_raw_socket(upgraded, Role::Client, None).await))
    }

    /// The next text; none when the server has said all.
    ///
    /// # Errors
    /// The connection broke, or the server says why there are no more.
    pub(crate) async fn next(&mut self) -> Result<Option<String>, Failure> {
        while let Some(message) = self.0.next().await {
            match message.map_err(|error| Failure::Unreachable(format!("the connection broke: {error}")))? {
                Message::Text(text) => return Ok(Some(text.as_str().to_owned())),
                Message::Close(Some(close)) if close.code != CloseCode::Normal => {
                    return Err(Failure::Failed(format!(
                        "the server closes the connection: {} ({})",
                        close.reason.as_str(),
                        close.code
                    )));
                }
                Message::Close(_) => return Ok(None),
                Message::Binary(_) | Message::Ping(_) | Message::Pong(_) | Message::Frame(_) => {}
            }
        }
        Err(Failure::Unreachable("the connection broke off".to_owned()))
    }
}

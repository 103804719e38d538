//! Upgraded connections.

use progenitor_client::ResponseValue;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::protocol::Role;

/// An open WebSocket: a stream and a sink of messages.
pub type WebSocket = WebSocketStream<reqwest::Upgraded>;

/// Speaks the WebSocket protocol over an upgraded connection.
pub async fn open(upgraded: ResponseValue<reqwest::Upgraded>) -> WebSocket {
    WebSocketStream::from_raw_socket(upgraded.into_inner(), Role::Client, None).await
}

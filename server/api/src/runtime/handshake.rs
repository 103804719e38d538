//! The request that opens a WebSocket (RFC 6455 §4.2).

use http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use hyper::upgrade::OnUpgrade;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;

use super::engine::Engine;
use super::{ApiError, Cx, Upgrade, caught::caught, websocket};

/// A request that may become a WebSocket.
pub(super) struct Handshake {
    connection: OnUpgrade,
    accept: HeaderValue,
}

impl Handshake {
    /// # Errors
    /// 426 when the request doesn't ask for a WebSocket of version 13, 400 when its key is missing or
    /// malformed.
    pub(super) fn read(parts: &mut http::request::Parts) -> Result<Self, ApiError> {
        let headers = &parts.headers;
        let asks = parts.method == Method::GET && is_asked_for(headers);
        if !asks || headers.get(header::SEC_WEBSOCKET_VERSION).is_none_or(|version| version != "13") {
            return Err(required());
        }
        let key = headers.get(header::SEC_WEBSOCKET_KEY).map(HeaderValue::as_bytes).filter(|key| is_key(key));
        let Some(key) = key else {
            return Err(ApiError::bad_request("The header Sec-WebSocket-Key is missing or malformed."));
        };
        let accept = HeaderValue::from_str(&derive_accept_key(key)).map_err(ApiError::internal)?;
        let connection = parts.extensions.remove::<OnUpgrade>();
        let connection =
            connection.ok_or_else(|| ApiError::bad_request("This connection can't be upgraded."))?;
        Ok(Self { connection, accept })
    }

    /// The same where the operation also answers without a WebSocket: none when the request doesn't ask for
    /// one.
    ///
    /// # Errors
    /// As [`Handshake::read`].
    pub(super) fn offered(parts: &mut http::request::Parts) -> Result<Option<Self>, ApiError> {
        if is_asked_for(&parts.headers) { Self::read(parts).map(Some) } else { Ok(None) }
    }

    /// The headers of the answer 101; the WebSocket stands once that is sent.
    pub(super) fn accept(
        self,
        engine: &Engine,
        cx: &Cx,
        upgrade: Upgrade,
    ) -> [(header::HeaderName, HeaderValue); 3] {
        let (operation, id, log) = (cx.operation, cx.request_id, cx.log.clone());
        let max = usize::try_from(operation.max_body).unwrap_or(usize::MAX);
        let closing = engine.closing.clone();
        let connection = self.connection;
        let stands = engine.sockets.token();
        engine.tasks.spawn(async move {
            let _stands = stands;
            let Ok(connection) = connection.await else { return };
            let (socket, pump) = websocket::open(connection, max, closing);
            let serve = async {
                upgrade.serve(socket).await;
                Ok(())
            };
            let (served, ()) = futures::join!(caught(id, serve), pump);
            if let Err(error) = served {
                slog::error!(log, "websocket failed";
                    "operation" => operation.id, "cause" => error.cause_text().unwrap_or_default().to_owned());
            }
        });
        [
            (header::CONNECTION, HeaderValue::from_static("Upgrade")),
            (header::UPGRADE, HeaderValue::from_static("websocket")),
            (header::SEC_WEBSOCKET_ACCEPT, self.accept),
        ]
    }
}

/// Whether a request asks for a WebSocket.
pub(super) fn is_asked_for(headers: &HeaderMap) -> bool {
    has_token(headers, header::CONNECTION, "upgrade") && has_token(headers, header::UPGRADE, "websocket")
}

/// 426, with what has to be sent.
pub(super) fn required() -> ApiError {
    ApiError::new(StatusCode::UPGRADE_REQUIRED, "This operation needs a WebSocket.")
        .detail("Send Connection: Upgrade, Upgrade: websocket and Sec-WebSocket-Version: 13.")
        .header(header::UPGRADE, HeaderValue::from_static("websocket"))
        .header(header::CONNECTION, HeaderValue::from_static("Upgrade"))
        .header(header::SEC_WEBSOCKET_VERSION, HeaderValue::from_static("13"))
}

fn has_token(headers: &HeaderMap, name: header::HeaderName, token: &str) -> bool {
    headers
        .get_all(name)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|word| word.trim().eq_ignore_ascii_case(token))
}

/// 16 bytes in base64 (RFC 6455 §4.1).
fn is_key(key: &[u8]) -> bool {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.decode(key).is_ok_and(|bytes| bytes.len() == 16)
}

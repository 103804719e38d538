//! Connections that become WebSockets: after authentication, and closed at shutdown.

use std::sync::Arc;
use std::time::Duration;

use burgrave_api::{ApiError, Credential, Cx, Message, Running, Shutdown, Upgrade, WebSocket};
use futures::{SinkExt, StreamExt};
use tokio::net::TcpStream;
use tokio::sync::Notify;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::protocol::Message as Frame;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async, tungstenite};

use crate::raw::{self, call};

#[deny(warnings)]
#[allow(dead_code, unreachable_pub)]
mod generated {
    include!(concat!(env!("OUT_DIR"), "/fixtures/websocket.rs"));
}

use generated::*;

#[derive(Default)]
struct Server {
    /// A socket's handler has seen its end.
    ended: Arc<Notify>,
}

impl Guard for Server {
    type Session = String;

    async fn authenticate_session(&self, _: &Cx, credential: Option<Credential>) -> Result<String, ApiError> {
        match credential {
            Some(credential) if credential.value == "owner" => Ok(credential.value),
            _ => Err(ApiError::unauthorized("Sign in.")),
        }
    }

    fn csrf_token_session(&self, _: &str) -> String {
        "csrf".into()
    }
}

impl Sockets for Server {
    async fn echo(&self, _: &Cx, caller: String, params: EchoParams) -> Result<Upgrade, ApiError> {
        let ended = self.ended.clone();
        let prefix = format!("{caller}{}", params.prefix.unwrap_or_default());
        Ok(Upgrade::new(async move |mut socket: WebSocket| {
            while let Some(message) = socket.receive().await {
                let message = match message {
                    Message::Text(text) => Message::Text(format!("{prefix}:{text}")),
                    binary => binary,
                };
                if socket.send(message).await.is_err() {
                    break;
                }
            }
            ended.notify_one();
        }))
    }

    async fn deaf(&self, cx: &Cx) -> Result<Upgrade, ApiError> {
        let (shutdown, ended) = (cx.shutdown.clone(), self.ended.clone());
        Ok(Upgrade::new(async move |socket: WebSocket| {
            shutdown.cancelled().await;
            drop(socket);
            ended.notify_one();
        }))
    }

    async fn flood(&self, _: &Cx) -> Result<Upgrade, ApiError> {
        let ended = self.ended.clone();
        Ok(Upgrade::new(async move |socket: WebSocket| {
            while socket.send(Message::Binary(vec![0; 1024 * 1024].into())).await.is_ok() {}
            ended.notify_one();
        }))
    }

    async fn hasty(&self, _: &Cx) -> Result<Upgrade, ApiError> {
        Ok(Upgrade::new(async |socket: WebSocket| {
            socket.send(Message::Binary(b"bye".as_slice().into())).await.unwrap();
            socket.close(4001, "done").await;
        }))
    }

    async fn broken(&self, _: &Cx) -> Result<Upgrade, ApiError> {
        Ok(Upgrade::new(async |_: WebSocket| panic!("the socket's handler panics")))
    }
}

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

async fn start() -> (Running, Arc<Server>) {
    let server = Arc::new(Server::default());
    (serve(server.clone(), raw::settings(), raw::silent()).await.unwrap(), server)
}

async fn connect(
    running: &Running,
    target: &str,
    headers: &[(&'static str, &str)],
) -> tungstenite::Result<Socket> {
    let mut request = format!("ws://{}{target}", running.local_address()).into_client_request()?;
    for (name, value) in headers {
        request.headers_mut().insert(*name, value.parse().unwrap());
    }
    connect_async(request).await.map(|(socket, _)| socket)
}

/// The status of a refused handshake.
async fn refused(running: &Running, target: &str, headers: &[(&'static str, &str)]) -> u16 {
    match connect(running, target, headers).await {
        Err(tungstenite::Error::Http(answer)) => answer.status().as_u16(),
        other => panic!("{other:?}"),
    }
}

/// The code with which the server closes, after what else it sends.
async fn close_code(socket: &mut Socket) -> Option<u16> {
    while let Some(frame) = socket.next().await {
        match frame {
            Ok(Frame::Close(frame)) => return frame.map(|frame| frame.code.into()),
            Ok(_) => {}
            Err(_) => return None,
        }
    }
    None
}

const OWNER: (&str, &str) = ("x-session", "owner");

#[tokio::test]
async fn messages_go_both_ways() {
    let (running, server) = start().await;
    let mut socket = connect(&running, "/echo?prefix=%21", &[OWNER]).await.unwrap();
    socket.send(Frame::text("hello")).await.unwrap();
    assert_eq!(socket.next().await.unwrap().unwrap(), Frame::text("owner!:hello"));
    socket.send(Frame::binary(vec![1, 2])).await.unwrap();
    assert_eq!(socket.next().await.unwrap().unwrap(), Frame::binary(vec![1, 2]));
    socket.send(Frame::Ping(vec![7].into())).await.unwrap();
    assert_eq!(socket.next().await.unwrap().unwrap(), Frame::Pong(vec![7].into()));
    socket.close(None).await.unwrap();
    server.ended.notified().await;
}

#[tokio::test]
async fn authentication_and_parameters_come_before_the_upgrade() {
    let (running, _) = start().await;
    assert_eq!(refused(&running, "/echo", &[]).await, 401);
    assert_eq!(refused(&running, "/echo", &[("x-session", "wrong")]).await, 401);
    assert_eq!(refused(&running, "/echo?prefix=far+too+long", &[OWNER]).await, 400);
}

#[tokio::test]
async fn a_cookie_only_counts_from_the_same_origin() {
    let (running, _) = start().await;
    let cookie = ("cookie", "session=owner");
    let own = format!("http://{}", running.local_address());
    assert!(connect(&running, "/echo", &[cookie, ("origin", &own)]).await.is_ok());
    assert!(connect(&running, "/echo", &[cookie]).await.is_ok(), "no browser leaves its origin out");
    assert_eq!(refused(&running, "/echo", &[cookie, ("origin", "https://evil.example")]).await, 403);
    assert_eq!(refused(&running, "/echo", &[cookie, ("origin", "null")]).await, 403);
    assert!(connect(&running, "/echo", &[OWNER, ("origin", "https://evil.example")]).await.is_ok());
}

#[tokio::test]
async fn what_is_no_handshake_is_refused() {
    let (running, _) = start().await;
    let at = running.local_address();
    let plain = call(at, "GET", "/deaf", &[]).await;
    assert_eq!((plain.status, plain.header("sec-websocket-version")), (426, Some("13")));
    let send = async |version: &str, key: &str| {
        let text = format!(
            "GET /deaf HTTP/1.1\r\nHost: localhost\r\nConnection: close, Upgrade\r\nUpgrade: websocket\r\n\
             Sec-WebSocket-Version: {version}\r\nSec-WebSocket-Key: {key}\r\n\r\n"
        );
        raw::exchange(at, text.as_bytes()).await
    };
    assert_eq!(send("12", "AAAAAAAAAAAAAAAAAAAAAA==").await.status, 426);
    let key = send("13", "short").await;
    assert_eq!(key.status, 400);
    assert!(key.message().contains("Sec-WebSocket-Key"));
}

#[tokio::test]
async fn messages_beyond_the_limit_end_the_connection() {
    let (running, server) = start().await;
    let mut socket = connect(&running, "/echo", &[OWNER]).await.unwrap();
    socket.send(Frame::text("a".repeat(2000))).await.unwrap();
    assert_eq!(close_code(&mut socket).await, Some(1009));
    server.ended.notified().await;
}

#[tokio::test]
async fn a_handler_may_close_with_its_own_code() {
    let (running, _) = start().await;
    let mut socket = connect(&running, "/hasty", &[]).await.unwrap();
    assert_eq!(socket.next().await.unwrap().unwrap(), Frame::binary(b"bye".to_vec()));
    assert_eq!(close_code(&mut socket).await, Some(4001));
}

#[tokio::test]
async fn a_panicking_handler_closes_its_connection_only() {
    let (running, _) = start().await;
    let mut socket = connect(&running, "/broken", &[]).await.unwrap();
    close_code(&mut socket).await;
    let mut other = connect(&running, "/echo", &[OWNER]).await.unwrap();
    other.send(Frame::text("a")).await.unwrap();
    assert_eq!(other.next().await.unwrap().unwrap(), Frame::text("owner:a"));
}

#[tokio::test]
async fn a_shutdown_closes_every_socket_with_1001() {
    let (running, server) = start().await;
    let mut echo = connect(&running, "/echo", &[OWNER]).await.unwrap();
    let mut deaf = connect(&running, "/deaf", &[]).await.unwrap();
    let down = tokio::spawn(running.shutdown(Duration::from_secs(10)));
    assert_eq!(close_code(&mut echo).await, Some(1001));
    assert_eq!(close_code(&mut deaf).await, Some(1001));
    server.ended.notified().await;
    drop((echo, deaf));
    assert_eq!(down.await.unwrap(), Shutdown::Complete);
}

#[tokio::test]
async fn a_shutdown_closes_sockets_over_tls_with_its_reason() {
    let (settings, client) = crate::tls::settings();
    let running = serve(Arc::new(Server::default()), settings, raw::silent()).await.unwrap();
    let stream = crate::tls::connect(running.local_address(), &client, "http/1.1").await;
    let mut request = "wss://localhost/echo".into_client_request().unwrap();
    request.headers_mut().insert("x-session", "owner".parse().unwrap());
    let (mut socket, _) = tokio_tungstenite::client_async(request, stream).await.unwrap();
    socket.send(Frame::text("hello")).await.unwrap();
    assert_eq!(socket.next().await.unwrap().unwrap(), Frame::text("owner:hello"));
    let down = tokio::spawn(running.shutdown(Duration::from_secs(10)));
    let Some(Ok(Frame::Close(Some(goodbye)))) = socket.next().await else { panic!("no close frame came") };
    assert_eq!((u16::from(goodbye.code), &*goodbye.reason), (1001, "The server is shutting down."));
    // The answer to the close is on its way with the next read.
    assert!(socket.next().await.is_none());
    assert_eq!(down.await.unwrap(), Shutdown::Complete);
}

#[tokio::test]
async fn an_end_that_does_not_read_holds_no_shutdown_up() {
    let (running, server) = start().await;
    let unread = connect(&running, "/flood", &[]).await.unwrap();
    // Until every buffer is full: this sleep can only make the test miss a fault.
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(running.shutdown(Duration::from_secs(10)).await, Shutdown::Complete);
    server.ended.notified().await;
    drop(unread);
}

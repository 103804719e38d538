//! WebSockets.

use std::io::Write;
use std::net::TcpStream;

use burgrave_client::Failure;
use futures::{SinkExt, StreamExt};
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;
use tokio_tungstenite::tungstenite::protocol::{Role, WebSocket};
use tokio_tungstenite::tungstenite::{Message, Utf8Bytes};

use super::server::{Request, answering, serving};

fn upgrade(stream: &mut TcpStream, accept: &str) {
    write!(
        stream,
        "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
         Sec-WebSocket-Accept: {accept}\r\n\r\n"
    )
    .unwrap();
}

fn echo(stream: &mut TcpStream, request: &Request) {
    upgrade(stream, &derive_accept_key(request.header("sec-websocket-key").as_bytes()));
    let mut socket = WebSocket::from_raw_socket(stream, Role::Server, None);
    let message = socket.read().unwrap();
    socket.send(message).unwrap();
}

#[tokio::test]
async fn an_upgraded_connection_carries_messages_both_ways() {
    let (client, request) = serving(echo);
    let mut socket = client.watch_things().connect().await.unwrap();
    socket.send(Message::Text(Utf8Bytes::from_static("hello"))).await.unwrap();
    assert_eq!(socket.next().await.unwrap().unwrap().into_text().unwrap(), "hello");
    let request = request.join().unwrap();
    assert_eq!((request.header("upgrade"), request.header("sec-websocket-version")), ("websocket", "13"));
    assert_eq!(request.header("authorization"), "Bearer secret-1");
}

#[tokio::test]
async fn a_refused_upgrade_is_a_typed_error() {
    let (client, _request) =
        answering("HTTP/1.1 401 Unauthorized\r\nContent-Length: 22\r\n\r\n{\"message\":\"Log in.\" } ");
    let error = client.watch_things().connect().await.unwrap_err();
    assert_eq!((error.code().unwrap().as_u16(), error.message()), (401, "Log in."));
}

#[tokio::test]
async fn an_answer_to_another_handshake_is_refused() {
    let (client, _request) = serving(|stream, _| upgrade(stream, "c29tZWJvZHkgZWxzZQ=="));
    let error = client.watch_things().connect().await.unwrap_err();
    assert!(error.to_string().contains("Sec-WebSocket-Accept"), "{error}");
}

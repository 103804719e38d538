//! Clients of WebSockets.

use std::time::Duration;

use bytes::Bytes;
use futures::{SinkExt, StreamExt};
use http::{Method, StatusCode};
use serde_json::Value;
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use crate::harness::{Answer, Person};
use crate::specification;

pub type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// How long a case waits for what has to come.
const PATIENCE: Duration = Duration::from_secs(30);

/// Connects to a WebSocket, as to follow a log, or gives the status with which that is refused.
pub async fn follow(who: &Person, target: &str) -> Result<Socket, StatusCode> {
    let mut request = format!("ws://{}{target}", who.address).into_client_request().unwrap();
    request.headers_mut().insert("coder-session-token", who.token.parse().unwrap());
    match connect_async(request).await {
        Ok((socket, response)) => {
            let headers = response.headers().clone();
            let answer = Answer { status: response.status().as_u16(), headers, body: Bytes::new() };
            specification::check::answer(&Method::GET, target, &answer);
            Ok(socket)
        }
        Err(Error::Http(response)) => Err(response.status()),
        Err(other) => panic!("{other}"),
    }
}

/// Sends a message.
pub async fn say(socket: &mut Socket, message: &Value) {
    socket.send(Message::Text(message.to_string().into())).await.unwrap();
}

/// The next message, or the code with which the connection closes.
pub async fn next(socket: &mut Socket) -> Result<Value, u16> {
    loop {
        let message = tokio::time::timeout(PATIENCE, socket.next()).await.expect("something comes");
        match message.expect("the end is told").unwrap() {
            Message::Text(text) => return Ok(serde_json::from_str(&text).unwrap()),
            Message::Close(frame) => return Err(frame.expect("a close has a code").code.into()),
            _ => {}
        }
    }
}

/// The outputs of lines that come, and the code at the end.
pub async fn rest(mut socket: Socket) -> (Vec<String>, u16) {
    let mut outputs = Vec::new();
    loop {
        match next(&mut socket).await {
            Ok(line) => outputs.push(line["output"].as_str().unwrap().to_owned()),
            Err(code) => return (outputs, code),
        }
    }
}

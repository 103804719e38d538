//! Bodies and answers that are never whole in memory, and operations with answers of several types.

use std::sync::Arc;
use std::time::Duration;

use burgrave_api::runtime::{Incoming, Outgoing};
use burgrave_api::{ApiError, Cx, Message, Running, Upgrade, WebSocket};
use bytes::Bytes;
use futures::{StreamExt, stream};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_tungstenite::connect_async;
use tokio_tungstenite::tungstenite::protocol::Message as Frame;

use crate::raw::{self, Raw, call, exchange};

#[deny(warnings)]
#[allow(dead_code, unreachable_pub)]
mod generated {
    include!(concat!(env!("OUT_DIR"), "/fixtures/streams.rs"));
}

use generated::*;

struct Server;

impl Guard for Server {}

impl Streams for Server {
    async fn upload(&self, _: &Cx, params: UploadParams, mut body: Incoming) -> Result<String, ApiError> {
        let mut size = 0;
        while params.read
            && let Some(piece) = body.next().await?
        {
            size += piece.len();
        }
        Ok(format!("{size} of {}", body.content_type()))
    }

    async fn download(&self, _: &Cx) -> Result<DownloadAnswer, ApiError> {
        let pieces = [Bytes::from_static(b"abc"), Bytes::from_static(b"defg")];
        let body = Outgoing::new(Some(7), stream::iter(pieces.map(Ok)));
        Ok(DownloadAnswer::Ok { body, x_pieces: "2".into() })
    }

    async fn events(&self, _: &Cx) -> Result<Outgoing, ApiError> {
        let first = stream::iter([Ok(Bytes::from_static(b"event: ping\n\n"))]);
        Ok(Outgoing::endless(first.chain(stream::pending())))
    }

    async fn log(&self, _: &Cx, params: LogParams) -> Result<LogAnswer, ApiError> {
        Ok(match params.form {
            None | Some(LogForm::List) => LogAnswer::Ok(vec!["one".into()]),
            Some(LogForm::Text) => LogAnswer::OkText("one\n".into()),
            Some(LogForm::Follow) => {
                LogAnswer::SwitchingProtocols(Upgrade::new(async |socket: WebSocket| {
                    socket.send(Message::Text("one".into())).await.unwrap();
                }))
            }
        })
    }
}

async fn start() -> Running {
    serve(Arc::new(Server), raw::settings(), raw::silent()).await.unwrap()
}

async fn upload(running: &Running, head: &str, body: &[u8]) -> Raw {
    let head = format!("POST /upload{head}\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    exchange(running.local_address(), &[head.as_bytes(), body].concat()).await
}

#[tokio::test]
async fn a_body_comes_piece_by_piece() {
    let running = start().await;
    let tar = " HTTP/1.1\r\nContent-Type: application/x-tar\r\n";
    let sized = upload(&running, &format!("{tar}Content-Length: 65536"), &[7; 65536]).await;
    assert_eq!(sized.json(), "65536 of application/x-tar");
    let chunks =
        upload(&running, &format!("{tar}Transfer-Encoding: chunked"), b"3\r\nabc\r\n0\r\n\r\n").await;
    assert_eq!(chunks.json(), "3 of application/x-tar");
    let empty = upload(&running, &format!("{tar}Content-Length: 0"), b"").await;
    assert_eq!(empty.json(), "0 of application/x-tar");
}

#[tokio::test]
async fn a_body_has_its_limits_before_and_while_it_comes() {
    let running = start().await;
    let tar = " HTTP/1.1\r\nContent-Type: application/x-tar\r\n";
    let said = upload(&running, &format!("{tar}Content-Length: 65537"), &[7; 65537]).await;
    assert_eq!(said.status, 413);
    let body = [b"10001\r\n".as_slice(), &[7; 65537], b"\r\n0\r\n\r\n"].concat();
    let unsaid = upload(&running, &format!("{tar}Transfer-Encoding: chunked"), &body).await;
    assert_eq!(unsaid.status, 413);
    let slow = upload(&running, &format!("{tar}Content-Length: 5"), b"abc").await;
    assert_eq!(slow.status, 408);
    let other = upload(&running, " HTTP/1.1\r\nContent-Type: text/css\r\nContent-Length: 3", b"abc").await;
    assert_eq!(other.status, 415);
}

#[tokio::test]
async fn what_a_handler_leaves_is_read_away() {
    let running = start().await;
    let head = "?read=false HTTP/1.1\r\nContent-Type: application/zip\r\nContent-Length: 60000";
    let left = upload(&running, head, &[7; 60000]).await;
    assert_eq!((left.status, left.json()), (200, "0 of application/zip".into()));
}

#[tokio::test]
async fn an_answer_leaves_piece_by_piece_with_its_length() {
    let running = start().await;
    let answer = call(running.local_address(), "GET", "/download", &[]).await;
    assert_eq!((answer.body.as_str(), answer.header("content-length")), ("abcdefg", Some("7")));
    assert_eq!(
        (answer.header("content-type"), answer.header("x-pieces")),
        (Some("application/x-tar"), Some("2"))
    );
    let head = call(running.local_address(), "HEAD", "/download", &[]).await;
    assert_eq!((head.body.as_str(), head.header("content-length")), ("", Some("7")));
}

#[tokio::test]
async fn events_go_on_until_the_server_shuts_down() {
    let running = start().await;
    let mut connection = TcpStream::connect(running.local_address()).await.unwrap();
    connection.write_all(b"GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n").await.unwrap();
    let mut seen = Vec::new();
    while !seen.ends_with(b"event: ping\n\n\r\n") {
        assert_ne!(connection.read_buf(&mut seen).await.unwrap(), 0, "{}", String::from_utf8_lossy(&seen));
    }
    let text = String::from_utf8(seen).unwrap();
    assert!(text.contains("content-type: text/event-stream\r\n"), "{text}");
    running.shutdown(Duration::from_secs(5)).await;
    let mut rest = Vec::new();
    connection.read_to_end(&mut rest).await.unwrap();
    assert_eq!(rest, b"0\r\n\r\n");
}

#[tokio::test]
async fn one_operation_answers_as_a_list_as_text_or_as_a_websocket() {
    let running = start().await;
    let at = running.local_address();
    let list = call(at, "GET", "/log", &[]).await;
    assert_eq!((list.status, list.json()), (200, serde_json::json!(["one"])));
    let text = call(at, "GET", "/log?form=text", &[]).await;
    assert_eq!(
        (text.body.as_str(), text.header("content-type")),
        ("one\n", Some("text/plain; charset=utf-8"))
    );
    let plain = call(at, "GET", "/log?form=follow", &[]).await;
    assert_eq!((plain.status, plain.header("upgrade")), (426, Some("websocket")));
    let (mut socket, _) = connect_async(format!("ws://{at}/log?form=follow")).await.unwrap();
    assert_eq!(socket.next().await.unwrap().unwrap(), Frame::text("one"));
    assert!(connect_async(format!("ws://{at}/log?form=list")).await.is_err(), "the handler decides");
}

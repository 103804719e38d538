//! What each example has to pass on, and to hold off.

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use futures::{SinkExt, StreamExt};
use reqwest::Client;
use tokio::io::AsyncReadExt;
use tokio::net::{TcpListener, TcpStream};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::Role;

use super::proxy::{Kind, Proxy};
use crate::process::program::Program;

/// The clients' address, which is not the proxy's.
const CLIENT: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(127, 0, 0, 2));

/// What the examples give to a connection on which nothing comes is 10 seconds.
const SILENCE: Duration = Duration::from_secs(15);

/// More than any operation without files takes, and than proxies take by themselves.
const LARGE: usize = 3 * 1024 * 1024;

/// The proxy answers by this name.
const HOST: &str = "localhost";

fn client(proxy: &Proxy) -> Client {
    Client::builder()
        .local_address(CLIENT)
        .resolve(HOST, proxy.address)
        // The proxy has made its certificate itself.
        .danger_accept_invalid_certs(true)
        .http1_only()
        .build()
        .unwrap()
}

fn url(proxy: &Proxy, target: &str) -> String {
    format!("https://{HOST}:{}{target}", proxy.address.port())
}

async fn the_server_sees_who_calls_and_answers_in_its_own_words(kind: Kind) {
    let folder = tempfile::tempdir().unwrap();
    let flags = ["--trusted-proxies", "127.0.0.1/32", "--log-format", "json"];
    let server = Program::serve(folder.path(), &flags);
    let proxy = kind.start(server.address);
    let client = client(&proxy);
    // A forged address is replaced by the real one.
    let answer =
        client.get(url(&proxy, "/api/v2/buildinfo")).header("X-Forwarded-For", "203.0.113.9").send().await;
    let answer = answer.unwrap();
    assert_eq!(answer.status(), 200);
    // The path arrives as it was sent: decoding it here would make another one of it.
    let answer = client.get(url(&proxy, "/api/v2/users%2Ffirst")).send().await.unwrap();
    assert_eq!(answer.status(), 404);
    let body = "x".repeat(LARGE);
    let request = client.post(url(&proxy, "/api/v2/users/first")).header("Content-Type", "application/json");
    let answer = request.body(body).send().await.unwrap();
    assert_eq!(answer.status(), 413);
    let said: serde_json::Value = answer.json().await.expect("the server says it, not the proxy");
    assert!(said["message"].is_string(), "{said}");
    let log = server.stop();
    let line = log.lines().find(|line| line.contains("/api/v2/buildinfo")).expect("the request is logged");
    assert!(line.contains(&format!("\"client\":\"{CLIENT}\"")), "{line}");
}

async fn a_websocket_passes_both_ways(kind: Kind) {
    let echo = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let proxy = kind.start(echo.local_addr().unwrap());
    tokio::spawn(async move {
        let (stream, _) = echo.accept().await.unwrap();
        let mut socket = tokio_tungstenite::accept_async(stream).await.unwrap();
        while let Some(Ok(message)) = socket.next().await {
            if message.is_text() {
                socket.send(message).await.unwrap();
            }
        }
    });
    let request = client(&proxy).get(url(&proxy, "/api/v2/anything"));
    let request = request.header("Connection", "Upgrade").header("Upgrade", "websocket");
    let request = request.header("Sec-WebSocket-Version", "13");
    let answer = request.header("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==").send().await.unwrap();
    assert_eq!(answer.status(), 101);
    let stream = answer.upgrade().await.unwrap();
    let mut socket = WebSocketStream::from_raw_socket(stream, Role::Client, None).await;
    socket.send(Message::text("there and back")).await.unwrap();
    assert_eq!(socket.next().await.unwrap().unwrap(), Message::text("there and back"));
}

async fn a_silent_connection_is_closed(kind: Kind) {
    let nowhere: SocketAddr = ([127, 0, 0, 1], 1).into();
    let proxy = kind.start(nowhere);
    let mut silent = TcpStream::connect(proxy.address).await.unwrap();
    let mut byte = [0];
    let read = tokio::time::timeout(SILENCE, silent.read(&mut byte)).await.expect("the proxy ends it");
    assert!(matches!(read, Ok(0) | Err(_)), "{read:?}");
}

/// The cases behind Nginx.
mod nginx {
    use super::Kind;

    cases_only_where!(Kind::Nginx.is_there());

    #[apply(case)]
    async fn the_server_sees_who_calls_and_answers_in_its_own_words() {
        super::the_server_sees_who_calls_and_answers_in_its_own_words(Kind::Nginx).await;
    }

    #[apply(case)]
    async fn a_websocket_passes_both_ways() {
        super::a_websocket_passes_both_ways(Kind::Nginx).await;
    }

    #[apply(case)]
    async fn a_silent_connection_is_closed() {
        super::a_silent_connection_is_closed(Kind::Nginx).await;
    }
}

/// The cases behind Caddy.
mod caddy {
    use super::Kind;

    cases_only_where!(Kind::Caddy.is_there());

    #[apply(case)]
    async fn the_server_sees_who_calls_and_answers_in_its_own_words() {
        super::the_server_sees_who_calls_and_answers_in_its_own_words(Kind::Caddy).await;
    }

    #[apply(case)]
    async fn a_websocket_passes_both_ways() {
        super::a_websocket_passes_both_ways(Kind::Caddy).await;
    }

    #[apply(case)]
    async fn a_silent_connection_is_closed() {
        super::a_silent_connection_is_closed(Kind::Caddy).await;
    }
}

/// The cases behind HAProxy.
mod haproxy {
    use super::Kind;

    cases_only_where!(Kind::HaProxy.is_there());

    #[apply(case)]
    async fn the_server_sees_who_calls_and_answers_in_its_own_words() {
        super::the_server_sees_who_calls_and_answers_in_its_own_words(Kind::HaProxy).await;
    }

    #[apply(case)]
    async fn a_websocket_passes_both_ways() {
        super::a_websocket_passes_both_ways(Kind::HaProxy).await;
    }

    #[apply(case)]
    async fn a_silent_connection_is_closed() {
        super::a_silent_connection_is_closed(Kind::HaProxy).await;
    }
}

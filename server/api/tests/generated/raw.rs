//! HTTP/1.1 by hand: what is sent is exactly what the test says.

use std::net::SocketAddr;
use std::time::Duration;

use burgrave_api::Settings;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// An answer as it came.
#[derive(Clone, Debug)]
pub(crate) struct Raw {
    pub(crate) status: u16,
    headers: Vec<(String, String)>,
    pub(crate) body: String,
    pub(crate) bytes: Vec<u8>,
}

impl Raw {
    /// The one line of this header.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let lines = self.headers(name);
        assert!(lines.len() < 2, "{name} stands twice: {lines:?}");
        lines.first().copied()
    }

    /// All lines of this header.
    pub(crate) fn headers(&self, name: &str) -> Vec<&str> {
        let lines = self.headers.iter().filter(|(key, _)| key.eq_ignore_ascii_case(name));
        lines.map(|(_, value)| value.as_str()).collect()
    }

    /// The body as JSON.
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// The message of an error in the common shape.
    pub(crate) fn message(&self) -> String {
        self.json()["message"].as_str().unwrap_or_default().to_owned()
    }

    fn parse(text: &[u8]) -> Self {
        let end = text.windows(4).position(|four| four == b"\r\n\r\n").expect("an answer has a head");
        let head = String::from_utf8(text[..end].to_vec()).unwrap();
        let mut lines = head.split("\r\n");
        let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
        let headers = lines.map(|line| line.split_once(": ").unwrap());
        let headers = headers.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        let bytes = text[end + 4..].to_vec();
        Self { status, headers, body: String::from_utf8_lossy(&bytes).into_owned(), bytes }
    }
}

/// Short limits, on a free port.
pub(crate) fn settings() -> Settings {
    Settings {
        body_time_limit: Duration::from_millis(300),
        handler_time_limit: Duration::from_millis(300),
        ..Settings::new("127.0.0.1:0".parse().unwrap(), "v1.2.3-test")
    }
}

/// A log that keeps nothing.
pub(crate) fn silent() -> slog::Logger {
    slog::Logger::root(slog::Discard, slog::o!())
}

/// Sends a request without a body; each header is a whole line.
pub(crate) async fn call(address: SocketAddr, method: &str, target: &str, headers: &[&str]) -> Raw {
    send(address, method, target, headers, "").await
}

/// Sends a request with a body and its length, if it has any.
pub(crate) async fn send(
    address: SocketAddr,
    method: &str,
    target: &str,
    headers: &[&str],
    body: &str,
) -> Raw {
    let mut text = format!("{method} {target} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n");
    for header in headers {
        text.push_str(header);
        text.push_str("\r\n");
    }
    if !body.is_empty() {
        text.push_str(&format!("Content-Length: {}\r\n", body.len()));
    }
    text.push_str("\r\n");
    text.push_str(body);
    exchange(address, text.as_bytes()).await
}

/// Sends these bytes and reads until the server closes.
pub(crate) async fn exchange(address: SocketAddr, bytes: &[u8]) -> Raw {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(bytes).await.unwrap();
    finish(stream).await
}

/// Reads until the server closes.
pub(crate) async fn finish(mut stream: TcpStream) -> Raw {
    let mut answer = vec![];
    let read = tokio::time::timeout(Duration::from_secs(10), stream.read_to_end(&mut answer)).await;
    read.expect("the server answers and closes").unwrap();
    Raw::parse(&answer)
}

//! One request, byte for byte as the case wants it, and its recorded answer.

use std::convert::Infallible;
use std::net::SocketAddr;

use bytes::Bytes;
use futures::stream;
use http::{HeaderName, HeaderValue, Method, Request};
use http_body_util::{BodyExt, Full, StreamBody};
use hyper::body::{Frame, Incoming};
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::net::TcpStream;

use super::Answer;
use crate::specification;

/// A request that hasn't been sent yet.
#[derive(Clone)]
pub struct Call {
    pub address: SocketAddr,
    pub method: Method,
    /// Path and query, percent-encoded by the case.
    pub target: String,
    pub headers: Vec<(HeaderName, HeaderValue)>,
    pub body: Bytes,
    /// Sends the body without telling its size before.
    pub unsized_body: bool,
    /// For whom the request is, where that isn't the address.
    pub host: Option<String>,
}

impl Call {
    pub fn new(address: SocketAddr, method: Method, target: &str) -> Call {
        Call {
            address,
            method,
            target: target.to_owned(),
            headers: Vec::new(),
            body: Bytes::new(),
            unsized_body: false,
            host: None,
        }
    }

    pub fn header(mut self, name: &'static str, value: impl AsRef<[u8]>) -> Call {
        let name = HeaderName::from_bytes(name.as_bytes()).unwrap();
        self.headers.push((name, HeaderValue::from_bytes(value.as_ref()).unwrap()));
        self
    }

    /// A header whose name is known only at run time.
    pub fn named_header(mut self, name: &str, value: impl AsRef<[u8]>) -> Call {
        let name = HeaderName::from_bytes(name.to_ascii_lowercase().as_bytes()).unwrap();
        self.headers.push((name, HeaderValue::from_bytes(value.as_ref()).unwrap()));
        self
    }

    /// A session token in its own header.
    pub fn token(self, token: &str) -> Call {
        self.header("coder-session-token", token)
    }

    pub fn json(self, value: &Value) -> Call {
        self.body("application/json", value.to_string())
    }

    pub fn body(self, media_type: &str, bytes: impl Into<Bytes>) -> Call {
        let mut call = self.header("content-type", media_type);
        call.body = bytes.into();
        call
    }

    /// Sends the body in chunks, without a Content-Length.
    pub fn chunked(mut self) -> Call {
        self.unsized_body = true;
        self
    }

    /// Sends the request on a connection of its own and holds the answer against the specification.
    pub async fn send(self) -> Answer {
        let answer = self.send_past_the_contract().await;
        specification::check::answer(&self.method, &self.target, &answer);
        answer
    }

    /// The same for what never reaches the specification's operations.
    pub async fn send_past_the_contract(&self) -> Answer {
        let stream = TcpStream::connect(self.address).await.expect("the server listens");
        let (mut sender, connection) =
            hyper::client::conn::http1::handshake(TokioIo::new(stream)).await.unwrap();
        tokio::spawn(connection);
        let mut request = Request::builder()
            .method(&self.method)
            .uri(&self.target)
            .header("host", self.host.clone().unwrap_or_else(|| self.address.to_string()));
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        let body = match self.unsized_body {
            true => {
                StreamBody::new(stream::iter([Ok::<_, Infallible>(Frame::data(self.body.clone()))])).boxed()
            }
            false => Full::new(self.body.clone()).boxed(),
        };
        let request = request.body(body).expect("the case wrote a request that HTTP can carry");
        let response = sender.send_request(request).await.expect("the server answers");
        let (parts, body) = response.into_parts();
        // Events have no end: the first piece says enough.
        let endless = parts.headers.get("content-type").is_some_and(|kind| kind == "text/event-stream");
        let body = match endless {
            true => first(body).await,
            false => body.collect().await.expect("the answer arrives whole").to_bytes(),
        };
        Answer { status: parts.status.as_u16(), headers: parts.headers, body }
    }
}

/// The first piece of an answer.
async fn first(mut body: Incoming) -> Bytes {
    let frame = body.frame().await.expect("something comes").expect("the answer arrives");
    frame.into_data().unwrap_or_default()
}

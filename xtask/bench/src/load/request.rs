//! What is sent, how often, and for how long.

use std::net::SocketAddr;
use std::time::Duration;

use serde::{Deserialize, Serialize};

/// Stands for a number that no other request of the bench has, in a target or a body.
pub(crate) const UNIQUE: &str = "{unique}";

/// One request, sent again and again.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Request {
    /// As `GET`.
    pub(crate) method: String,
    /// Path and query.
    pub(crate) target: String,
    /// Further header lines, as `Name: value`.
    pub(crate) headers: Vec<String>,
    /// JSON, or empty.
    pub(crate) body: String,
    /// The status that every answer must have.
    pub(crate) status: u16,
}

/// One round of load.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Plan {
    /// Where the server listens.
    pub(crate) address: SocketAddr,
    /// Connections, each with one request under way.
    pub(crate) connections: usize,
    /// Before anything is counted.
    pub(crate) warm_up: Duration,
    /// What is counted.
    pub(crate) time: Duration,
    /// Begins the unique numbers.
    pub(crate) seed: u64,
    /// What is sent.
    pub(crate) request: Request,
}

impl Request {
    /// `GET` of this target, answered 200.
    pub(crate) fn get(target: &str) -> Self {
        Self {
            method: "GET".into(),
            target: target.into(),
            headers: vec![],
            body: String::new(),
            status: 200,
        }
    }

    /// `POST` of this JSON, answered 201.
    pub(crate) fn post(target: &str, body: &str) -> Self {
        Self { method: "POST".into(), body: body.into(), status: 201, ..Self::get(target) }
    }

    /// With a session token.
    pub(crate) fn token(mut self, token: &str) -> Self {
        self.headers.push(format!("Coder-Session-Token: {token}"));
        self
    }

    /// The bytes of the request to this server.
    pub(crate) fn bytes(&self, address: SocketAddr, unique: u64) -> Vec<u8> {
        let fill = |text: &str| text.replace(UNIQUE, &unique.to_string());
        let (method, target, body) = (&self.method, fill(&self.target), fill(&self.body));
        let mut text = format!("{method} {target} HTTP/1.1\r\nHost: {address}\r\n");
        for line in &self.headers {
            text.push_str(line);
            text.push_str("\r\n");
        }
        if !body.is_empty() {
            let length = body.len();
            text.push_str(&format!("Content-Type: application/json\r\nContent-Length: {length}\r\n"));
        }
        format!("{text}\r\n{body}").into_bytes()
    }

    /// Whether every request differs.
    pub(crate) fn is_unique(&self) -> bool {
        self.target.contains(UNIQUE) || self.body.contains(UNIQUE)
    }
}

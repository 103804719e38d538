//! What is sent, how often, and for how long.

use std::net::SocketAddr;
use std::time::Duration;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde::{Deserialize, Serialize};

use super::Supply;

/// Stands for a number that no other request of the bench has, in a target or a body.
pub(crate) const UNIQUE: &str = "{unique}";

/// Stands for the next text of the round's supply, in a target or a body.
pub(crate) const GIVEN: &str = "{given}";

const JSON: &str = "application/json";
const FORM: &str = "application/x-www-form-urlencoded";

/// One request, sent again and again.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Request {
    /// As `GET`.
    pub(crate) method: String,
    /// Path and query.
    pub(crate) target: String,
    /// Further header lines, as `Name: value`.
    pub(crate) headers: Vec<String>,
    /// The media type of the body.
    pub(crate) media: String,
    /// What is sent, or empty.
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
    /// What differs from one request to the next.
    pub(crate) supply: Supply,
}

impl Request {
    /// `GET` of this target, answered 200.
    pub(crate) fn get(target: &str) -> Self {
        Self {
            method: "GET".into(),
            target: target.into(),
            headers: vec![],
            media: JSON.into(),
            body: String::new(),
            status: 200,
        }
    }

    /// `POST` of this JSON, answered 201.
    pub(crate) fn post(target: &str, body: &str) -> Self {
        Self { method: "POST".into(), body: body.into(), status: 201, ..Self::get(target) }
    }

    /// `POST` of this form, encoded already, answered 200.
    pub(crate) fn form(target: &str, body: &str) -> Self {
        Self { media: FORM.into(), status: 200, ..Self::post(target, body) }
    }

    /// With a name and a password by HTTP Basic.
    pub(crate) fn basic(mut self, name: &str, password: &str) -> Self {
        let proof = BASE64_STANDARD.encode(format!("{name}:{password}"));
        self.headers.push(format!("Authorization: Basic {proof}"));
        self
    }

    /// With a session token.
    pub(crate) fn token(mut self, token: &str) -> Self {
        self.headers.push(format!("Coder-Session-Token: {token}"));
        self
    }

    /// The bytes of the request to this server.
    pub(crate) fn bytes(&self, address: SocketAddr, unique: u64, given: &str) -> Vec<u8> {
        let fill = |text: &str| text.replace(UNIQUE, &unique.to_string()).replace(GIVEN, given);
        let (method, target, body) = (&self.method, fill(&self.target), fill(&self.body));
        let mut text = format!("{method} {target} HTTP/1.1\r\nHost: {address}\r\n");
        for line in &self.headers {
            text.push_str(line);
            text.push_str("\r\n");
        }
        if !body.is_empty() {
            let (media, length) = (&self.media, body.len());
            text.push_str(&format!("Content-Type: {media}\r\nContent-Length: {length}\r\n"));
        }
        format!("{text}\r\n{body}").into_bytes()
    }

    /// Whether every request has a number of its own.
    pub(crate) fn is_unique(&self) -> bool {
        self.target.contains(UNIQUE) || self.body.contains(UNIQUE)
    }
}

//! Requests and answers. Time and size are bounded, and redirects are not followed: a token goes to the
//! server that it belongs to, and nowhere else.
//!
//! - `request`: what is sent. `body`: reading an answer. `events`, `socket`: messages as they come.

mod body;
mod events;
mod request;
mod socket;

use std::time::Duration;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use http::{HeaderName, HeaderValue};

pub(crate) use body::{copy, json};
pub(crate) use events::Events;
pub(crate) use request::{Request, segment};
pub(crate) use socket::Socket;

use crate::failure::{Failure, Refusal};
use crate::servers::{Target, Token};
use crate::table::{Credential, CredentialKind};

/// How long a connection may take to open.
const CONNECT_LIMIT: Duration = Duration::from_secs(10);

/// The longest refusal that is read, in bytes.
const MOST_REFUSAL: usize = 1024 * 1024;

const SESSION_HEADER: HeaderName = HeaderName::from_static("coder-session-token");

/// Runs a command that talks to a server.
pub(crate) fn block_on<T>(command: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(command)
}

/// The way to one server.
#[derive(Debug)]
pub(crate) struct Connection {
    http: reqwest::Client,
    target: Target,
}

impl Connection {
    /// A way to this server, which may be silent for `timeout` at most.
    ///
    /// # Errors
    /// The system has no certificates, or doesn't let a client start.
    pub(crate) fn new(target: Target, timeout: Duration) -> Result<Self, Failure> {
        let http = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(CONNECT_LIMIT.min(timeout))
            .read_timeout(timeout)
            // A WebSocket begins with HTTP/1.1.
            .http1_only()
            .user_agent(concat!("burgrave/", env!("CARGO_PKG_VERSION")))
            .build()
            .map_err(|error| Failure::Failed(reasons(&error)))?;
        Ok(Self { http, target })
    }

    /// The same way with this token.
    pub(crate) fn with_token(self, token: Token) -> Self {
        Self { target: Target { token: Some(token), ..self.target }, ..self }
    }

    /// Where it leads.
    pub(crate) fn url(&self) -> &str {
        &self.target.url
    }

    /// Sends a request and waits for the beginning of a success.
    ///
    /// # Errors
    /// There is no token for it, no answer, or a refusal.
    pub(crate) async fn send(&self, request: &Request) -> Result<reqwest::Response, Failure> {
        let response = self.answer(request).await?;
        let status = response.status();
        if status.is_success() || matches!(status.as_u16(), 101 | 304) {
            return Ok(response);
        }
        let headers = response.headers().clone();
        let body = body::up_to(response, MOST_REFUSAL).await.unwrap_or_default();
        Err(Failure::Refused(Box::new(Refusal::read(status.as_u16(), &headers, &body))))
    }

    /// Sends a request and waits for the beginning of the answer, whatever it is.
    ///
    /// # Errors
    /// There is no token for it, or no answer.
    pub(crate) async fn answer(&self, request: &Request) -> Result<reqwest::Response, Failure> {
        let url = request.url(&self.target.url)?;
        let mut sent = self.http.request(request.method.clone(), url).headers(request.headers.clone());
        if let Some((name, value)) = self.credential(request.credential)? {
            sent = sent.header(name, value);
        }
        if let Some(body) = &request.body {
            sent = sent.body(body.clone());
        }
        sent.send().await.map_err(|error| self.unreachable(error))
    }

    /// The fault of a connection, in words with the server's address.
    pub(crate) fn unreachable(&self, error: reqwest::Error) -> Failure {
        let why = if error.is_timeout() { "it doesn't answer in time".to_owned() } else { reasons(&error) };
        Failure::Unreachable(format!("{} can't be reached: {why}", self.target.url))
    }

    fn credential(&self, wanted: Credential) -> Result<Option<(HeaderName, HeaderValue)>, Failure> {
        let Target { url, token, given } = &self.target;
        let missing = |words: String| if wanted.optional { Ok(None) } else { Err(Failure::NoSession(words)) };
        let named = |what: &str| format!("this takes the token of a {what}: put it into BURGRAVE_TOKEN");
        let (what, token) = match (wanted.kind, token) {
            (CredentialKind::None, _) => return Ok(None),
            (CredentialKind::Session, None) => {
                return missing(format!("no session with {url}: log in with `burgrave login {url}`"));
            }
            (CredentialKind::Session, Some(token)) => (None, token),
            (
                CredentialKind::Bearer(what) | CredentialKind::Header(_, what) | CredentialKind::Basic(what),
                Some(token),
            ) if *given => (Some(what), token),
            (
                CredentialKind::Bearer(what) | CredentialKind::Header(_, what) | CredentialKind::Basic(what),
                _,
            ) => return missing(named(what)),
        };
        let (name, text) = match wanted.kind {
            CredentialKind::Bearer(_) => (http::header::AUTHORIZATION, format!("Bearer {}", token.0)),
            CredentialKind::Basic(_) => {
                (http::header::AUTHORIZATION, format!("Basic {}", BASE64_STANDARD.encode(&token.0)))
            }
            CredentialKind::Header(name, _) => {
                let name = HeaderName::try_from(name).expect("the specification has names of headers");
                (name, token.0.clone())
            }
            CredentialKind::None | CredentialKind::Session => (SESSION_HEADER, token.0.clone()),
        };
        let mut value = HeaderValue::from_str(&text).map_err(|_| {
            Failure::Usage(format!(
                "the token of this {} has characters that none has",
                what.unwrap_or("session")
            ))
        })?;
        value.set_sensitive(true);
        Ok(Some((name, value)))
    }
}

/// The reasons below an error, outermost first, without the address: it may have a query.
fn reasons(error: &reqwest::Error) -> String {
    let mut words: Vec<String> = Vec::new();
    let mut below = std::error::Error::source(error);
    while let Some(reason) = below {
        let text = reason.to_string();
        if words.last().is_none_or(|last| !last.contains(&text)) {
            words.push(text);
        }
        below = reason.source();
    }
    if words.is_empty() { "the request failed".to_owned() } else { words.join(": ") }
}

//! The way to the server: a WebSocket.

use std::error::Error;
use std::io;
use std::time::Duration;

use burgrave_core::provisioning::job::Provisioner;
use burgrave_wire::yamux::{Sink, Source};
use burgrave_wire::{TRANSPORT_MESSAGE, version};
use bytes::Bytes;
use futures::stream::{SplitSink, SplitStream};
use futures::{SinkExt, StreamExt};
use http::header::{CONNECTION, HeaderMap, HeaderName, HeaderValue, UPGRADE};
use reqwest::Upgraded;
use serde::Deserialize;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::handshake::client::generate_key;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;
use tokio_tungstenite::tungstenite::protocol::{Message, Role, WebSocketConfig};
use url::Url;

use crate::config::{ProvisionerConfig, ProvisionerCredential, VERSION};

const KEY: HeaderName = HeaderName::from_static("sec-websocket-key");
const ACCEPT: HeaderName = HeaderName::from_static("sec-websocket-accept");
const BUILD_VERSION: HeaderName = HeaderName::from_static("x-coder-build-version");

/// How long it may take until the session stands.
const DIAL: Duration = Duration::from_secs(30);
/// Bytes of a refusal that are read.
const REFUSAL: usize = 64 * 1024;

/// The way to the server.
pub(super) struct Dialer {
    client: reqwest::Client,
    url: Url,
}

/// Why there is no session.
#[derive(Debug, thiserror::Error)]
pub(super) enum DialFault {
    /// The server doesn't want the daemon.
    #[error("the server answers with status {status}: {text}")]
    Refused {
        /// With which status.
        status: u16,
        /// Why.
        text: String,
    },
    /// There is no server.
    #[error("{0}")]
    Away(String),
}

/// What a refusal says.
#[derive(Deserialize)]
struct Refusal {
    message: String,
    #[serde(default)]
    detail: Option<String>,
}

impl Dialer {
    /// For this daemon, which can carry these out.
    ///
    /// # Errors
    /// The configuration can't be used, in words for the operator.
    pub(super) fn new(
        config: &ProvisionerConfig,
        provisioners: &[Provisioner],
        certificates: Option<&std::path::Path>,
    ) -> Result<Self, String> {
        let mut url = config.url.clone();
        let path = ["api", "v2", "organizations", &config.organization, "provisionerdaemons", "serve"];
        url.path_segments_mut()
            .map_err(|()| "the URL of the server has no host".to_owned())?
            .pop_if_empty()
            .extend(path);
        {
            let mut query = url.query_pairs_mut();
            query.append_pair("version", &version::CURRENT.to_string()).append_pair("name", &config.name);
            for provisioner in provisioners {
                query.append_pair("provisioner", provisioner.as_str());
            }
            for (key, value) in &config.tags {
                query.append_pair("tag", &format!("{key}={value}"));
            }
        }
        let mut builder = reqwest::Client::builder()
            .http1_only()
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(DIAL)
            .default_headers(headers(&config.credential)?)
            .user_agent(concat!("burgrave-provisioner/", env!("CARGO_PKG_VERSION")));
        if let Some(file) = certificates {
            let pem = std::fs::read(file).map_err(|error| format!("{}: {error}", file.display()))?;
            let more = reqwest::Certificate::from_pem_bundle(&pem)
                .map_err(|error| format!("{}: {error}", file.display()))?;
            builder = builder.tls_certs_merge(more);
        }
        let client = builder.build().map_err(|error| why(&error))?;
        Ok(Self { client, url })
    }

    /// Opens a session's transport.
    ///
    /// # Errors
    /// See [`DialFault`].
    pub(super) async fn dial(&self) -> Result<(From, To), DialFault> {
        let dialed = tokio::time::timeout(DIAL, self.upgrade()).await;
        let upgraded =
            dialed.unwrap_or_else(|_| Err(DialFault::Away("the server doesn't answer in time".into())))?;
        let config = WebSocketConfig::default()
            .max_message_size(Some(TRANSPORT_MESSAGE))
            .max_frame_size(Some(TRANSPORT_MESSAGE));
        let socket = WebSocketStream::from_raw_socket(upgraded, Role::Client, Some(config)).await;
        let (sink, stream) = socket.split();
        Ok((From(stream), To(sink)))
    }

    async fn upgrade(&self) -> Result<Upgraded, DialFault> {
        let key = generate_key();
        let request = self
            .client
            .get(self.url.clone())
            .header(CONNECTION, "Upgrade")
            .header(UPGRADE, "websocket")
            .header("sec-websocket-version", "13")
            .header(KEY, &key);
        let answer = request.send().await.map_err(|error| DialFault::Away(why(&error)))?;
        if answer.status() != reqwest::StatusCode::SWITCHING_PROTOCOLS {
            return Err(refusal(answer).await);
        }
        let accept = answer.headers().get(ACCEPT).map(HeaderValue::as_bytes);
        if accept != Some(derive_accept_key(key.as_bytes()).as_bytes()) {
            return Err(DialFault::Away("what answers is no WebSocket".into()));
        }
        answer.upgrade().await.map_err(|error| DialFault::Away(why(&error)))
    }
}

fn headers(credential: &ProvisionerCredential) -> Result<HeaderMap, String> {
    let (name, secret) = match credential {
        ProvisionerCredential::Key(key) => ("coder-provisioner-daemon-key", key),
        ProvisionerCredential::Psk(psk) => ("coder-provisioner-daemon-psk", psk),
        ProvisionerCredential::Token(token) => ("coder-session-token", token),
    };
    let mut secret =
        HeaderValue::from_str(&secret.0).map_err(|_| "the secret doesn't fit into a header".to_owned())?;
    secret.set_sensitive(true);
    let version = HeaderValue::from_static(VERSION);
    Ok([(HeaderName::from_static(name), secret), (BUILD_VERSION, version)].into_iter().collect())
}

async fn refusal(mut answer: reqwest::Response) -> DialFault {
    let status = answer.status().as_u16();
    let mut body = Vec::new();
    while let Ok(Some(chunk)) = answer.chunk().await {
        body.extend_from_slice(&chunk);
        if body.len() > REFUSAL {
            break;
        }
    }
    let text = match serde_json::from_slice::<Refusal>(&body) {
        Ok(Refusal { message, detail }) => detail
            .filter(|detail| !detail.is_empty())
            .map_or(message.clone(), |detail| format!("{message} {detail}")),
        Err(_) => "the answer isn't one of a Burgrave server".into(),
    };
    DialFault::Refused { status, text: text.chars().take(500).collect() }
}

/// The last cause says most, and the URL isn't needed.
fn why(error: &reqwest::Error) -> String {
    let mut cause: &dyn Error = error;
    while let Some(deeper) = cause.source() {
        cause = deeper;
    }
    cause.to_string()
}

/// What comes from the server.
pub(super) struct From(SplitStream<WebSocketStream<Upgraded>>);

/// What goes to it.
pub(super) struct To(SplitSink<WebSocketStream<Upgraded>, Message>);

impl Source for From {
    async fn receive(&mut self) -> io::Result<Option<Bytes>> {
        loop {
            match self.0.next().await {
                Some(Ok(Message::Binary(bytes))) => return Ok(Some(bytes)),
                Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                Some(Ok(Message::Text(_))) => {
                    return Err(io::Error::new(io::ErrorKind::InvalidData, "a text message"));
                }
                Some(Ok(Message::Close(_) | Message::Frame(_))) | None => return Ok(None),
                Some(Err(error)) => return Err(io::Error::other(error)),
            }
        }
    }
}

impl Sink for To {
    async fn send(&mut self, bytes: Bytes) -> io::Result<()> {
        self.0.send(Message::Binary(bytes)).await.map_err(io::Error::other)
    }
}

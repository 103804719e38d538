//! What all calls of one server share.

use std::net::IpAddr;
use std::sync::{Arc, Once, OnceLock};

use http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use uuid::Uuid;

use super::compress::Compressor;
use super::cx::USER_AGENT_BYTES;
use super::routes::Routes;
use super::sampler::Sampler;
use super::service::Service;
use super::{Cx, Operation, Settings, StartError, address, normal, request_id};

const BYPASS: HeaderName = HeaderName::from_static("x-coder-bypass-ratelimit");

/// How many unwanted bodies are drained at one time.
const DRAINS_AT_ONCE: usize = 64;

/// What all calls of one server share.
pub(super) struct Engine {
    pub(super) service: Arc<dyn Service>,
    pub(super) routes: Routes,
    pub(super) settings: Settings,
    /// The beginnings of paths that end in a secret.
    before_secrets: Vec<&'static str>,
    /// On every answer, beside the request's id.
    pub(super) headers: Vec<(HeaderName, HeaderValue)>,
    pub(super) log: slog::Logger,
    /// Told once: a proxy that isn't trusted hides who calls.
    untrusted_proxy: Once,
    /// Which refused calls have a line in the log.
    pub(super) refused_lines: Sampler,
    pub(super) compressor: Compressor,
    /// Writes, WebSockets and unwanted bodies: they outlive their requests.
    pub(super) tasks: TaskTracker,
    /// Requests whose head has arrived and whose answer hasn't left yet.
    pub(super) calls: TaskTracker,
    /// WebSockets that stand; they are among the tasks too.
    pub(super) sockets: TaskTracker,
    /// One permit for each unwanted body that may be read away beside the others.
    pub(super) drains: Arc<Semaphore>,
    /// Cancelled when the shutdown begins.
    pub(super) closing: CancellationToken,
}

impl Engine {
    pub(super) fn new(
        service: Arc<dyn Service>,
        settings: Settings,
        log: slog::Logger,
    ) -> Result<Self, StartError> {
        let version = HeaderValue::from_str(&settings.build_version)
            .map_err(|_| StartError::BuildVersion(settings.build_version.clone()))?;
        let mut headers = vec![
            (HeaderName::from_static("x-coder-build-version"), version),
            (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        ];
        if settings.hsts {
            // A year, as the preload lists want at least.
            let value = HeaderValue::from_static("max-age=31536000");
            headers.push((header::STRICT_TRANSPORT_SECURITY, value));
        }
        Ok(Self {
            routes: Routes::new(service.operations(), &settings.off)?,
            before_secrets: service.operations().iter().filter_map(|one| one.before_secret).collect(),
            service,
            settings,
            headers,
            log,
            untrusted_proxy: Once::new(),
            refused_lines: Sampler::default(),
            compressor: Compressor::default(),
            tasks: TaskTracker::new(),
            drains: Arc::new(Semaphore::new(DRAINS_AT_ONCE)),
            calls: TaskTracker::new(),
            sockets: TaskTracker::new(),
            closing: CancellationToken::new(),
        })
    }

    pub(super) fn cx(
        &self,
        operation: &'static Operation,
        request_id: Uuid,
        peer: IpAddr,
        method: &Method,
        path: &str,
        headers: &HeaderMap,
    ) -> Cx {
        let trusted = &self.settings.trusted_proxies;
        if headers.contains_key("x-forwarded-for") && !address::is_trusted(peer, trusted) {
            self.untrusted_proxy.call_once(|| self.warn_of_proxy(peer));
        }
        let request_id = request_id::taken(peer, headers, trusted).unwrap_or(request_id);
        Cx {
            request_id,
            operation,
            method: method.clone(),
            path: normal::kept(path, &self.before_secrets),
            variables: vec![],
            client_address: address::client(peer, headers, trusted),
            user_agent: user_agent(headers),
            rate_limit_bypass: headers.get(BYPASS).is_some_and(|value| value == "true"),
            concerns: OnceLock::new(),
            log: self.log.new(slog::o!("request" => RequestId(request_id))),
            shutdown: self.closing.clone(),
        }
    }

    fn warn_of_proxy(&self, peer: IpAddr) {
        slog::warn!(
            self.log,
            "a request brought X-Forwarded-For from an address that is not in trusted-proxies, so the header \
             was ignored; if that is your proxy, set trusted-proxies to its network: until then, all who \
             come through it share its address";
            "address" => %peer.to_canonical()
        );
    }
}

fn user_agent(headers: &HeaderMap) -> String {
    let Some(value) = headers.get(header::USER_AGENT) else { return String::new() };
    let bytes = value.as_bytes();
    String::from_utf8_lossy(&bytes[..bytes.len().min(USER_AGENT_BYTES)]).into_owned()
}

/// Written when a line is, not for each call.
struct RequestId(Uuid);

impl slog::Value for RequestId {
    fn serialize(
        &self,
        _: &slog::Record<'_>,
        key: slog::Key,
        serializer: &mut dyn slog::Serializer,
    ) -> slog::Result {
        serializer.emit_arguments(key, &format_args!("{}", self.0))
    }
}

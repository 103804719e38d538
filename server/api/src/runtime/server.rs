//! The HTTP engine: the only file that knows how dropshot registers, starts and stops.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use dropshot::{
    ApiDescription, ApiEndpoint, ApiEndpointBodyContentType, ApiEndpointVersions, Body, BuildError,
    ConfigDropshot, ConfigTls, HandlerTaskMode, HttpError, HttpServer, Path, RawRequest, RequestContext,
    ServerBuilder, SharedExtractor, VersionPolicy,
};
use http::Response;
use schemars::JsonSchema;
use tokio::time::Instant;
use uuid::Uuid;

use super::engine::Engine;
use super::front::Front;
use super::routes::METHODS;
use super::service::Service;
use super::{Load, Settings, StartError, listener, request_id, shim};

/// The variable of the endpoints' one path; only its name is used.
#[derive(serde::Deserialize, JsonSchema)]
#[allow(dead_code, reason = "dropshot wants each path variable in a struct, and never reads this one")]
struct Everything {
    path: Vec<String>,
}

/// How long the last answers have for their way out of the process, once nothing is under way any more.
/// Connections that have sent only a part of a request's head don't hold up a shutdown longer than this.
const FLUSH: Duration = Duration::from_secs(2);

/// A server that takes requests. Dropped, it stops without waiting.
pub struct Running {
    server: HttpServer<Arc<Engine>>,
    engine: Arc<Engine>,
}

/// How a shutdown went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shutdown {
    /// Every request was answered, every WebSocket closed.
    Complete,
    /// The grace was over before; what was left is cut off when the process ends.
    CutOff,
}

/// Starts to listen. What `service` is comes from generated code: call its `serve` instead.
///
/// # Errors
/// When the address isn't available, or the paths of the operations contradict each other.
pub fn start(
    service: Arc<dyn Service>,
    settings: Settings,
    log: slog::Logger,
) -> Result<Running, StartError> {
    let (bind, tls) = (settings.bind, settings.tls.clone());
    let engine = Arc::new(Engine::new(service, settings, log)?);
    let config = ConfigDropshot {
        bind_address: bind,
        // Bodies are read by the shim.
        default_request_body_max_bytes: usize::MAX,
        // The shim decides what outlives its client.
        default_handler_task_mode: HandlerTaskMode::CancelOnDisconnect,
        ..ConfigDropshot::default()
    };
    // dropshot would log whole URIs, with the tokens that queries hold.
    let silent = slog::Logger::root(slog::Discard, slog::o!());
    let server = ServerBuilder::new(endpoints()?, engine.clone(), silent)
        .config(config)
        .tls(tls.map(ConfigTls::Dynamic))
        .version_policy(VersionPolicy::Dynamic(Box::new(Front(engine.clone()))))
        .start()
        .map_err(|error| match error {
            BuildError::BindError { address, error } => StartError::Bind { address, source: error },
            other => StartError::Other(other.to_string()),
        })?;
    listener::send_at_once(server.local_addr());
    Ok(Running { server, engine })
}

fn endpoints() -> Result<ApiDescription<Arc<Engine>>, StartError> {
    let mut description = ApiDescription::new();
    for method in METHODS {
        let id = format!("any_{}", method.as_str().to_lowercase());
        let versions = ApiEndpointVersions::All;
        let mut endpoint =
            ApiEndpoint::new(id, serve, method, dropshot::CONTENT_TYPE_JSON, "/{path:.*}", versions)
                .visible(false);
        endpoint.parameters = <Path<Everything>>::metadata(ApiEndpointBodyContentType::Json).parameters;
        description.register(endpoint).map_err(|error| StartError::Other(error.to_string()))?;
    }
    Ok(description)
}

async fn serve(
    context: RequestContext<Arc<Engine>>,
    request: RawRequest,
) -> Result<Response<Body>, HttpError> {
    // One random number a request is enough.
    let id = request_id::timed(context.request_id.parse().unwrap_or_else(|_| Uuid::new_v4()));
    let peer = context.request.remote_addr().ip();
    Ok(shim::serve(context.context(), peer, id, request.into_inner()).await)
}

impl Running {
    /// Where it listens: with the port that was found when 0 was asked for.
    pub fn local_address(&self) -> SocketAddr {
        self.server.local_addr()
    }

    /// What is under way, as it changes.
    pub fn load(&self) -> Load {
        Load { calls: self.engine.calls.clone(), sockets: self.engine.sockets.clone() }
    }

    /// Takes no more connections, tells WebSockets to close (code 1001), and waits at most `grace` until
    /// every request is answered and every WebSocket is closed.
    pub async fn shutdown(self, grace: Duration) -> Shutdown {
        let end = Instant::now() + grace;
        listener::unlisten(self.server.local_addr());
        self.engine.closing.cancel();
        self.engine.tasks.close();
        self.engine.calls.close();
        let engine = self.engine.clone();
        let all = async {
            let connections = async {
                // Its only error is that the accepting task has panicked: then there is nothing left to wait
                // for.
                let _ = self.server.close().await;
            };
            let calls = async {
                engine.calls.wait().await;
                tokio::time::sleep(FLUSH).await;
            };
            // The engine waits for connections too that have never sent a whole head.
            tokio::select! {
                () = connections => {}
                () = calls => {}
            }
            engine.tasks.wait().await;
        };
        match tokio::time::timeout_at(end, all).await {
            Ok(()) => Shutdown::Complete,
            Err(_) => Shutdown::CutOff,
        }
    }
}

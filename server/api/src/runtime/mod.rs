//! The runtime under the generated shims: routing, checks, bodies, answers, WebSockets. All of dropshot is in
//! here.

mod address;
mod answer;
mod body;
mod call;
mod caught;
mod checks;
mod compress;
mod cookies;
mod cors;
mod credential;
mod credentials;
mod csrf;
mod cx;
mod decoder;
mod drain;
mod engine;
mod error;
mod error_body;
mod front;
mod handshake;
mod host;
mod incoming;
mod listener;
mod load;
mod normal;
mod operation;
mod outcome;
mod outgoing;
mod page;
mod path;
mod rate;
mod rejection;
mod reply;
mod request_id;
mod routes;
mod sampler;
mod server;
mod service;
mod settings;
mod shim;
mod ticket;
mod websocket;

// What generated code names beside the runtime's own.
pub use futures::future::BoxFuture;
pub use http::{Method, StatusCode};
pub use slog::Logger;

pub use call::{Call, Content, Input};
pub use credential::{Carrier, Credential};
pub use credentials::find as credential_in;
pub use cx::{Cx, PATH_BYTES, USER_AGENT_BYTES};
pub use decoder::Decoder;
pub use error::{ApiError, NOT_FOUND, Validation};
pub use incoming::Incoming;
pub use load::Load;
pub use normal::normal as normal_path;
pub use operation::{
    AuditedOperation, BodyRule, CallerKind, DEFAULT_MAX_BODY, ErrorFormat, Media, MediaKind, Operation,
    Place, Refusal, Switching, Word,
};
pub use outcome::Outcome;
pub use outgoing::{Outgoing, StreamError};
pub use page::policy as page_policy;
pub use path::{Segment, path};
pub use rate::RateStatus;
pub use rejection::Rejection;
pub use reply::{JSON, Reply};
pub use request_id::current_request;
pub use server::{Running, Shutdown, start};
pub use service::{AnyCaller, Headers, Service};
pub use settings::{ErrorPage, PagePolicy, Settings, StartError};
pub use websocket::{Closed, Message, Upgrade, WebSocket, WebSocketReceiver, WebSocketSender};

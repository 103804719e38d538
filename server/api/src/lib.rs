//! The server's half of the contract: generated types, traits and shims, and the small runtime under them.

// Generated code names the runtime by the crate's name, so that it compiles inside and outside of it.
extern crate self as burgrave_api;

pub mod decode;
pub mod field;
pub mod formats;
mod generated;
pub mod prelude;
pub mod runtime;
pub mod text;

pub use field::Field;
pub use formats::Base64;
pub use generated::*;
pub use runtime::{
    ApiError, Carrier, Closed, Credential, Cx, ErrorFormat, ErrorPage, Message, Operation, Outcome,
    PagePolicy, RateStatus, Running, Settings, Shutdown, StartError, Upgrade, Validation, WebSocket,
    WebSocketReceiver, WebSocketSender,
};

/// The specification in one file, as JSON: what this crate was generated from.
pub const OPENAPI: &str = include_str!(concat!(env!("OUT_DIR"), "/openapi.json"));

/// A call of each operation that can be pasted into a shell, by the operation's id, as JSON.
pub const SAMPLES: &str = include_str!(concat!(env!("OUT_DIR"), "/samples.json"));

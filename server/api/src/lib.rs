//! The server's half of the contract: generated types, traits and shims, and the small runtime under them.

// Generated code names the runtime by the crate's name, so that it compiles inside and outside of it.
extern crate self as burgrave_api;

pub mod decode;
pub mod field;
pub mod formats;
pub mod runtime;

pub use runtime::{
    ApiError, Carrier, Closed, Credential, Cx, ErrorFormat, Message, Operation, Outcome, RateStatus, Running,
    Settings, Shutdown, StartError, Upgrade, Validation, WebSocket, WebSocketReceiver, WebSocketSender,
};

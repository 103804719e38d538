//! What generated code calls. Not for callers.

mod answer;
mod connection;
mod session;
mod websocket;
mod wire;

pub use answer::Raw;
pub use connection::connect;
pub use session::Session;
pub use websocket::{WebSocket, open};
pub use wire::{Wire, check, execute, prepare};

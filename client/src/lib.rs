//! The client of the control plane: one builder an operation, made from the specification.
//!
//! [`Client::new`] and [`Client::with_token`] make a client; each operation is a method of it whose builder
//! takes the parameters and is sent by `send`. Operations with several answers have `answer` beside it, texts
//! `text`, WebSockets `connect`. What may be left out, be null or have a value is a [`Field`]. Every failure
//! is an [`Error`]; [`Failure`] reads what the server said. Redirects are never followed: they are answers.

#![allow(clippy::result_large_err)] // progenitor's error type is what it is

extern crate self as burgrave_client;

mod encoded;
mod error;
mod field;
pub mod runtime;
mod secret;

pub use bytes::Bytes;
pub use encoded::{CommaSeparated, JsonText};
pub use error::{ErrorResponse, Failure, SetupError, Validation};
pub use field::Field;
pub use generated::*;
pub use runtime::WebSocket;
pub use secret::Secret;

/// Whatever a call can fail with.
pub type Error = progenitor_client::Error<ErrorResponse>;

/// What the build makes from the specification.
#[allow(missing_docs, unreachable_pub, clippy::all)] // progenitor documents builders, not their setters
mod generated {
    include!(concat!(env!("OUT_DIR"), "/client.rs"));
}

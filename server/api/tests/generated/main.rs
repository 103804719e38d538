//! Small specifications of other shapes: generated, compiled, implemented by a few lines, and talked to over
//! HTTP.

#![allow(clippy::unwrap_used, reason = "a test whose helper fails has failed")]

mod answers;
mod by_hand;
mod connection;
mod constraints;
mod front;
mod inputs;
mod logs;
mod names;
mod raw;
mod routing;
mod security;
mod shapes;
mod streams;
mod tls;
mod websocket;

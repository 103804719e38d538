//! Small specifications of other shapes: generated, compiled, implemented by a few lines, and talked to over HTTP.

mod answers;
mod connection;
mod constraints;
mod inputs;
mod logs;
mod raw;
mod routing;
mod security;
mod shapes;
mod websocket;

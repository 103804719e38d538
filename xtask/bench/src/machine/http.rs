//! One request at a time, for what prepares a measurement.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};

use serde_json::Value;

use crate::load::Request;

/// Sends a request on a connection of its own; gives the answer's JSON.
pub(crate) fn call(address: SocketAddr, request: &Request) -> Result<Value, String> {
    let what = || format!("{} {}", request.method, request.target);
    let failed = |error: std::io::Error| format!("{}: {error}", what());
    let mut closing = request.clone();
    closing.headers.push("Connection: close".into());
    let mut stream = TcpStream::connect(address).map_err(failed)?;
    stream.write_all(&closing.bytes(address, 0, "")).map_err(failed)?;
    let mut text = String::new();
    stream.read_to_string(&mut text).map_err(failed)?;
    let (head, body) = text.split_once("\r\n\r\n").ok_or_else(|| format!("{}: no answer", what()))?;
    let status = head.split(' ').nth(1).unwrap_or_default();
    if status != request.status.to_string() {
        return Err(format!("{}: answered {status}: {body}", what()));
    }
    serde_json::from_str(body).map_err(|error| format!("{}: {error}", what()))
}

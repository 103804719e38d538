//! Reading an answer.

use std::io::Write;

use bytes::BytesMut;
use serde_json::Value;

use super::Connection;
use crate::failure::Failure;

/// The longest answer that is held in memory, in bytes.
const MOST: usize = 256 * 1024 * 1024;

/// An answer of JSON; null where it has no content.
pub(crate) async fn json(connection: &Connection, response: reqwest::Response) -> Result<Value, Failure> {
    let body = whole(connection, response).await?;
    if body.is_empty() {
        return Ok(Value::Null);
    }
    serde_json::from_slice(&body)
        .map_err(|fault| Failure::Failed(format!("the answer of {} is no JSON: {fault}", connection.url())))
}

/// Passes an answer on as it comes; its length is not bounded.
pub(crate) async fn copy(
    connection: &Connection,
    mut response: reqwest::Response,
    to: &mut impl Write,
) -> Result<(), Failure> {
    while let Some(chunk) = response.chunk().await.map_err(|error| connection.unreachable(error))? {
        to.write_all(&chunk)?;
    }
    Ok(to.flush()?)
}

async fn whole(connection: &Connection, mut response: reqwest::Response) -> Result<BytesMut, Failure> {
    let mut body = BytesMut::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| connection.unreachable(error))? {
        if body.len() + chunk.len() > MOST {
            return Err(Failure::Failed("the answer is too long: ask for a part of it".to_owned()));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

/// The beginning of an answer.
pub(super) async fn up_to(mut response: reqwest::Response, most: usize) -> reqwest::Result<BytesMut> {
    let mut body = BytesMut::new();
    while let Some(chunk) = response.chunk().await? {
        body.extend_from_slice(&chunk[..chunk.len().min(most - body.len())]);
        if body.len() == most {
            break;
        }
    }
    Ok(body)
}

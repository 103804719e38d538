//! The events of a watched workspace, as server-sent events and as messages of a WebSocket.

use burgrave_api::runtime::{ApiError, StreamError};
use bytes::Bytes;
use futures::{Stream, stream};
use serde_json::{Value, json};

use super::workspaces::workspace;
use crate::fault::Fault;
use crate::provisioning::workspaces::{Event, Watcher};

/// The events as server-sent events (HTML standard §9.2.5), until the last one.
pub(crate) fn events(
    watcher: Watcher,
    renames: bool,
) -> impl Stream<Item = Result<Bytes, StreamError>> + Send + 'static {
    stream::unfold(Some(watcher), move |watcher| async move {
        let mut watcher = watcher?;
        let event = watcher.next().await;
        let ended = matches!(event, Event::End(_));
        Some((Ok(server_sent(event, renames)), (!ended).then_some(watcher)))
    })
}

fn server_sent(event: Event, renames: bool) -> Bytes {
    let (kind, data) = parts(event, renames);
    match data {
        Value::Null => format!("event: {kind}\n\n"),
        data => format!("event: {kind}\ndata: {data}\n\n"),
    }
    .into()
}

/// An event as a message of a WebSocket.
pub(crate) fn message(event: Event, renames: bool) -> String {
    let (kind, data) = parts(event, renames);
    format!("{}\n", json!({"type": kind, "data": data}))
}

fn parts(event: Event, renames: bool) -> (&'static str, Value) {
    match event {
        Event::Ping => ("ping", Value::Null),
        Event::Data(view) => ("data", json!(workspace(*view, renames))),
        Event::End(fault) => ("error", error(fault)),
    }
}

fn error(fault: Fault) -> Value {
    let error = ApiError::from(fault);
    match error.detail_text() {
        Some(detail) => json!({"message": error.message(), "detail": detail}),
        None => json!({"message": error.message()}),
    }
}

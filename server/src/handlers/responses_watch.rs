//! What those are told who watch a workspace, as server-sent events and as messages.

use burgrave_api::runtime::{ApiError, StreamError};
use bytes::Bytes;
use futures::{Stream, stream};
use serde_json::{Value, json};

use super::responses_workspaces::workspace;
use crate::fault::Fault;
use crate::provisioning::workspaces::{Event, Watcher};

/// Events in the form of the HTML standard (server-sent events §9.2.5), to the end.
pub(super) fn events(watcher: Watcher) -> impl Stream<Item = Result<Bytes, StreamError>> + Send + 'static {
    stream::unfold(Some(watcher), |watcher| async {
        let mut watcher = watcher?;
        let event = watcher.next().await;
        let ended = matches!(event, Event::End(_));
        Some((Ok(written(event)), (!ended).then_some(watcher)))
    })
}

fn written(event: Event) -> Bytes {
    let (kind, data) = told(event);
    match data {
        Value::Null => format!("event: {kind}\n\n"),
        data => format!("event: {kind}\ndata: {data}\n\n"),
    }
    .into()
}

/// An event as a message of a WebSocket.
pub(super) fn message(event: Event) -> String {
    let (kind, data) = told(event);
    format!("{}\n", json!({"type": kind, "data": data}))
}

fn told(event: Event) -> (&'static str, Value) {
    match event {
        Event::Ping => ("ping", Value::Null),
        Event::Data(view) => ("data", json!(workspace(*view))),
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

//! Whether the server is reached at its access URL: by a request, and by a WebSocket.

use url::Url;

use super::part::State;
use crate::outgoing::{Outgoing, OutgoingFault};

/// Bytes of an answer at most.
const MOST: usize = 4096;

/// What the server answers when it is well.
const WELL: &str = "OK";

/// What was found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Reached {
    /// How it is.
    pub(crate) state: State,
    /// The status of the answer; 0 without one.
    pub(crate) status: u16,
    /// What was answered.
    pub(crate) body: String,
}

/// Whether `/healthz` answers there.
pub(super) async fn by_request(outgoing: &Outgoing, access_url: &str) -> Reached {
    let Some(url) = below(access_url, "/healthz") else {
        return Reached { state: State::broken("EACS02", "the access URL is none"), ..Reached::default() };
    };
    match outgoing.get(url, MOST).await {
        Ok(body) => {
            let body = String::from_utf8_lossy(&body).into_owned();
            let state = match body.trim() {
                WELL => State::default(),
                _ => State::broken("EACS04", "something else than this server answers at the access URL"),
            };
            Reached { state, status: 200, body }
        }
        Err(OutgoingFault::Status(status)) => {
            let state = State::broken("EACS04", format!("/healthz answers {status} at the access URL"));
            Reached { state, status, body: String::new() }
        }
        Err(fault) => Reached { state: State::broken("EACS03", fault.to_string()), ..Reached::default() },
    }
}

/// Whether a WebSocket can be opened there.
pub(super) async fn by_websocket(outgoing: &Outgoing, access_url: &str) -> Reached {
    let Some(url) = below(access_url, "/api/v2/debug/ws") else {
        return Reached { state: State::broken("EWS01", "the access URL is none"), ..Reached::default() };
    };
    match outgoing.open_websocket(url).await {
        Ok(()) => Reached { state: State::default(), status: 101, body: String::new() },
        Err(OutgoingFault::Status(status)) => {
            let state = State::broken("EWS02", format!("the answer to a WebSocket has the status {status}"));
            Reached { state, status, body: String::new() }
        }
        Err(fault) => Reached { state: State::broken("EWS01", fault.to_string()), ..Reached::default() },
    }
}

fn below(access_url: &str, path: &str) -> Option<Url> {
    format!("{}{path}", access_url.trim_end_matches('/')).parse().ok()
}

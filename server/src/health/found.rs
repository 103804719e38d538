//! All parts, looked at together, and kept for a while: looking costs requests.

use chrono::{DateTime, TimeDelta, Utc};
use tokio::sync::Mutex;

use super::part::{Part, State};
use super::reach::{self, Reached};
use super::stored::{self, DaemonFound, Latency};
use crate::application::App;
use crate::fault::Fault;
use crate::outgoing::Outgoing;

/// How long what was found is told.
const KEPT: TimeDelta = TimeDelta::minutes(10);

/// What was found.
#[derive(Debug, Clone)]
pub(crate) struct Found {
    /// When.
    pub(crate) at: DateTime<Utc>,
    /// The answer to a request to the access URL.
    pub(crate) access_url: Reached,
    /// The same to a WebSocket.
    pub(crate) websocket: Reached,
    /// How long the database took.
    pub(crate) database: Latency,
    /// Which daemons there are.
    pub(crate) daemons: (State, Vec<DaemonFound>),
}

/// What was found last.
pub(crate) struct HealthCache {
    outgoing: Outgoing,
    last: Mutex<Option<Found>>,
}

impl HealthCache {
    /// Nothing yet; the access URL is asked by this way.
    pub(crate) fn new(outgoing: Outgoing) -> Self {
        Self { outgoing, last: Mutex::default() }
    }
}

impl Found {
    /// How a part is, where proxies are as it is said. Relays are none, and none is missing.
    pub(crate) fn state(&self, part: Part, proxies: &State) -> State {
        match part {
            Part::Derp => State::default(),
            Part::AccessUrl => self.access_url.state.clone(),
            Part::Websocket => self.websocket.state.clone(),
            Part::Database => self.database.state.clone(),
            Part::WorkspaceProxy => proxies.clone(),
            Part::ProvisionerDaemons => self.daemons.0.clone(),
        }
    }
}

/// What was found last, or is found now: where that is too long ago, and where it is asked for. Those who ask at
/// the same time wait for each other.
///
/// # Errors
/// The storage's.
pub(crate) async fn find(app: &App, cache: &HealthCache, anew: bool) -> Result<Found, Fault> {
    let mut last = cache.last.lock().await;
    let now = app.now();
    if let Some(found) = last.as_ref().filter(|found| !anew && found.at <= now && now < found.at + KEPT) {
        return Ok(found.clone());
    }
    let access_url = app.settings().access_url();
    let (by_request, by_websocket, database) = tokio::join!(
        reach::by_request(&cache.outgoing, access_url),
        reach::by_websocket(&cache.outgoing, access_url),
        stored::latency(app.store()),
    );
    let found = Found {
        at: now,
        access_url: by_request,
        websocket: by_websocket,
        database,
        daemons: stored::daemons(app).await?,
    };
    *last = Some(found.clone());
    Ok(found)
}

//! A server that runs.

use std::net::SocketAddr;
use std::time::Duration;

use burgrave_api::Shutdown;
use url::Url;

use crate::application::App;
use crate::background::{Background, TaskReading};
use crate::replicas;

/// A running server and what its operator wants to know of it.
pub struct Running {
    pub(super) http: burgrave_api::Running,
    pub(super) app: App,
    pub(super) background: Background,
    pub(super) url: Url,
    pub(super) has_users: bool,
    pub(super) setup_token: Option<String>,
}

impl Running {
    /// Where people and programs reach it.
    #[must_use]
    pub fn url(&self) -> &Url {
        &self.url
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.http.local_address()
    }

    /// Whether there was a user when it started.
    #[must_use]
    pub fn has_users(&self) -> bool {
        self.has_users
    }

    /// The token that creating the first user needs, if it needs one.
    #[must_use]
    pub fn setup_token(&self) -> Option<&str> {
        self.setup_token.as_deref()
    }

    /// Runs the background tasks that are due by the clock, one after the other. The program has a timer for that; see
    /// [`crate::Pace`].
    pub async fn tick(&self) {
        self.background.tick().await;
    }

    /// What each background task has done so far.
    #[must_use]
    pub fn tasks(&self) -> Vec<TaskReading> {
        self.app.meters().read()
    }

    /// Takes no more connections, gives requests and background work under way this time, and closes the database. Says
    /// whether all requests were finished.
    pub async fn stop(self, grace: Duration) -> bool {
        let (http, ()) = tokio::join!(self.http.shutdown(grace), self.background.stop(grace));
        replicas::leave(&self.app).await;
        self.app.store().close().await;
        http == Shutdown::Complete
    }
}

//! A server that runs.

use std::net::SocketAddr;
use std::time::Duration;

use burgrave_api::Shutdown;
use burgrave_store::Store;
use url::Url;

/// A running server and what its operator wants to know of it.
pub struct Running {
    pub(super) http: burgrave_api::Running,
    pub(super) store: Store,
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

    /// Takes no more connections, gives requests under way this time, and closes the database. Says whether all of them
    /// were finished.
    pub async fn stop(self, grace: Duration) -> bool {
        let finished = self.http.shutdown(grace).await == Shutdown::Complete;
        self.store.close().await;
        finished
    }
}

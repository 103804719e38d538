//! A server that runs.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use burgrave_api::Shutdown;
use burgrave_store::Store;
use slog::info;
use url::Url;

use crate::background::{Background, TaskReading};
use crate::governance::Watch;
use crate::provisioning::daemons::BuiltIn;
use crate::replicas;
use crate::service::Service;
use crate::tls::Current;

/// A running server and what its operator wants to know of it.
pub struct Running {
    pub(super) http: burgrave_api::Running,
    pub(super) service: Service,
    pub(super) background: Background,
    pub(super) daemons: BuiltIn,
    pub(super) watch: Watch,
    pub(super) url: Url,
    pub(super) has_users: bool,
    pub(super) setup_token: Option<String>,
    pub(super) certificate: Option<Arc<Current>>,
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

    /// Reloads the certificate of the listener, for new connections. An invalid one changes nothing; the log
    /// says how it went.
    pub fn reload(&self) {
        match &self.certificate {
            Some(certificate) => certificate.reload(self.service.now(), self.service.log()),
            None => {
                info!(self.service.log(), "there is no certificate to reload: the server speaks plain HTTP")
            }
        }
    }

    /// Says from now on that it isn't ready, and goes on: balancers leave before it takes no more requests.
    pub fn leave(&self) {
        self.service.leave();
    }

    /// Runs the background tasks that are due by the clock, one after the other. The program has a timer for
    /// that; see [`crate::Pace`].
    pub async fn tick(&self) {
        self.background.tick().await;
    }

    /// Where it keeps everything, for what no operation of the API brings about.
    #[must_use]
    pub fn store(&self) -> &Store {
        self.service.store()
    }

    /// What each background task has done so far.
    #[must_use]
    pub fn tasks(&self) -> Vec<TaskReading> {
        self.service.meters().read()
    }

    /// Takes no more connections and no more jobs, gives requests, jobs and background work under way this
    /// time, and closes the database. Says whether all requests were finished.
    pub async fn stop(self, grace: Duration) -> bool {
        drop(self.watch);
        let (http, (), ()) =
            tokio::join!(self.http.shutdown(grace), self.background.stop(grace), self.daemons.stop(grace));
        replicas::leave(&self.service).await;
        self.service.store().close().await;
        http == Shutdown::Complete
    }
}

//! The program of a workspace proxy: it runs elsewhere than the server, with the token of a proxy and nothing of
//! the database.
//!
//! - `register`: says to the server where it is reached, and that it runs. `serve`: answers how it is.

mod register;
mod serve;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use burgrave_core::Entropy;
use slog::Logger;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use url::Url;

use register::Server;
use serve::Condition;

/// What its operator decides about it.
pub(crate) struct EdgeSettings {
    /// Where the server is reached.
    pub(crate) server: Url,
    /// The token of the proxy; a secret.
    pub(crate) token: String,
    /// Where it listens.
    pub(crate) address: SocketAddr,
    /// Where it is reached.
    pub(crate) access_url: Url,
    /// The wildcard host of its apps; empty for none.
    pub(crate) wildcard_hostname: String,
    /// Where the others of the same proxy reach it.
    pub(crate) relay_url: Option<Url>,
    /// Certificates of authorities beside those of the system, as PEM.
    pub(crate) certificates: Option<Vec<u8>>,
}

/// The program while it runs.
pub(crate) struct Edge {
    /// Where it listens.
    pub(crate) address: SocketAddr,
    stop: CancellationToken,
    serving: JoinHandle<()>,
    registering: JoinHandle<()>,
}

impl Edge {
    /// Begins to listen, and to register.
    ///
    /// # Errors
    /// The address can't be listened on; the certificates can't be read.
    pub(crate) async fn start(
        settings: EdgeSettings,
        entropy: Arc<dyn Entropy>,
        log: Logger,
    ) -> std::io::Result<Self> {
        let stop = CancellationToken::new();
        let (condition, conditions) = watch::channel(Condition::New);
        let (address, serving) = serve::start(settings.address, conditions, stop.clone()).await?;
        let server = Server::new(settings, entropy, log)?;
        let registering = tokio::spawn(register::again_and_again(server, condition, stop.clone()));
        Ok(Self { address, stop, serving, registering })
    }

    /// Says to the server that it ends, and gives requests under way this time.
    pub(crate) async fn stop(self, grace: Duration) {
        self.stop.cancel();
        // What remains is dropped with the runtime.
        let _ = tokio::time::timeout(grace, async { tokio::join!(self.registering, self.serving) }).await;
    }
}

//! One connection for a command of the operator, without the pool and the shared connections.

use super::arrival;
use super::connect::Address;
use super::connection::Connection;
use super::proxy::{ProxyMode, probe};
use crate::StoreError;
use crate::settings::PostgresSettings;
use std::sync::Arc;

/// Opens it. With `session`, what the connection is told has to last, and a statement may take hours: a proxy
/// that pools by transaction is refused.
pub(crate) async fn alone(
    settings: &PostgresSettings,
    session: bool,
    log: slog::Logger,
) -> Result<Arc<Connection>, StoreError> {
    let address = Address::new(&settings.url, settings, Arc::default(), log)?;
    arrival::wait(&address, settings.arrival).await?;
    if probe(&address).await? == ProxyMode::Pooled && session {
        return Err(StoreError::Refused(
            "the URL leads through a proxy that pools by transaction; name PostgreSQL itself".into(),
        ));
    }
    if session { address.connect_patiently().await } else { address.connect().await }
}

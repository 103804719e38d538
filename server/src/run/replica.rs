//! What this server says of itself to the others on its database.

use std::net::SocketAddr;

use burgrave_store::NewReplica;

use super::{StartError, settings};
use crate::application::App;
use crate::config::{Config, VERSION};
use crate::outgoing::Outgoing;
use crate::replicas::{self, Own};
use crate::service::Service;

/// Says that this process is there.
///
/// # Errors
/// The certificates for outgoing requests can't be read; the database's.
pub(super) async fn arrive(
    service: &Service,
    config: &Config,
    address: SocketAddr,
) -> Result<Own, StartError> {
    let to_peers = Outgoing::new(&settings::of_peers(config))
        .map_err(|fault| StartError::Other(format!("can't use outgoing-certificates: {fault}")))?;
    let own = Own { replica: own(service, config, address), to_peers };
    replicas::arrive(service, &own)
        .await
        .map_err(|cause| StartError::Store { database: config.where_the_data_is(), cause })?;
    Ok(own)
}

/// This process, which begins now.
fn own(app: &App, config: &Config, address: SocketAddr) -> NewReplica {
    NewReplica {
        id: app.settings().replica_id.into(),
        hostname: hostname::get().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default(),
        address: address.to_string(),
        version: VERSION.to_owned(),
        started_at: app.now(),
        relay_address: config.relay_url.as_ref().map(ToString::to_string).unwrap_or_default(),
        region_id: config.region_id.into(),
    }
}

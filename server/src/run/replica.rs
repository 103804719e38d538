//! What this server says of itself to the others on its database.

use std::net::SocketAddr;

use burgrave_store::NewReplica;

use crate::application::App;
use crate::config::VERSION;

/// This process, which begins now.
pub(super) fn own(app: &App, address: SocketAddr) -> NewReplica {
    NewReplica {
        id: app.settings().replica_id.into(),
        hostname: hostname::get().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default(),
        address: address.to_string(),
        version: VERSION.to_owned(),
        started_at: app.now(),
    }
}

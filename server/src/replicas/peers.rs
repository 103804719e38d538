//! Whether a replica reaches the others of its region.

use std::time::Duration;

use burgrave_store::{REPLICA_SILENCE, ReplicaRecord};
use futures::{StreamExt, stream};
use url::Url;

use super::Own;
use crate::application::App;
use crate::background::Failed;

/// How long a peer may take for an answer.
const TIME_LIMIT: Duration = Duration::from_secs(3);

/// How many are asked at a time.
const AT_ONCE: usize = 16;

/// How many are named that don't answer.
const MOST_NAMED: usize = 16;

/// What a healthy peer answers is short.
const MOST_BYTES: usize = 4096;

/// Those of the region that say where they are reached and don't answer there, in words; empty for none.
///
/// # Errors
/// The database's.
pub(super) async fn unreached(app: &App, own: &Own) -> Result<String, Failed> {
    let (id, region, since) = (own.replica.id, own.replica.region_id, app.now() - REPLICA_SILENCE);
    let living =
        app.store().scan(move |reader| async move { reader.replicas_seen_since(since).await }).await?;
    let peers = living
        .into_iter()
        .filter(|peer| peer.id != id && peer.region_id == region && !peer.relay_address.is_empty());
    let faults: Vec<_> = stream::iter(peers)
        .map(|peer| async move { fault(own, &peer).await })
        .buffered(AT_ONCE)
        .filter_map(std::future::ready)
        .take(MOST_NAMED)
        .collect()
        .await;
    Ok(if faults.is_empty() { String::new() } else { format!("Failed to dial peers: {}", faults.join(", ")) })
}

/// Why a peer isn't reached.
async fn fault(own: &Own, peer: &ReplicaRecord) -> Option<String> {
    let why = match Url::parse(&peer.relay_address).and_then(|url| url.join("/healthz")) {
        Err(fault) => fault.to_string(),
        Ok(url) => match tokio::time::timeout(TIME_LIMIT, own.to_peers.get(url, MOST_BYTES)).await {
            Ok(Ok(_)) => return None,
            Ok(Err(fault)) => fault.to_string(),
            Err(_) => format!("there is no answer within {} s", TIME_LIMIT.as_secs()),
        },
    };
    Some(format!("relay {} ({}): {why}", peer.hostname, peer.relay_address))
}

//! Who is there.

use burgrave_store::{REPLICA_SILENCE, ReplicaRecord, StoreError};

use crate::application::App;

/// The replicas that were heard of lately, the oldest first; whoever answers is there, whatever its row says.
///
/// # Errors
/// The database's.
pub(crate) async fn living(app: &App) -> Result<Vec<ReplicaRecord>, StoreError> {
    let (own, since) = (app.settings().replica_id.into(), app.now() - REPLICA_SILENCE);
    app.store().scan(move |reader| async move { reader.living_replicas(own, since).await }).await
}

//! Being there, and seeing who else is.

use burgrave_store::{NewReplica, StoreError, Tx};
use chrono::{DateTime, TimeDelta, Utc};
use slog::warn;

use crate::application::App;
use crate::background::Task;
use crate::service::Service;

/// How often a replica says that it is there.
const BEAT: TimeDelta = TimeDelta::seconds(5);

/// A replica without a heartbeat for this time counts as stopped.
const SILENCE: TimeDelta = TimeDelta::seconds(15);

/// Writes the replica's row, forgets those of dead ones, and takes as large a share of the rate limits as is
/// left. There is no such task on a database that belongs to this process alone.
pub(crate) fn heartbeat(app: &Service, replica: NewReplica) -> Option<Task> {
    let app = app.clone();
    app.store().is_shared().then(|| {
        Task::on_each_replica("replica_heartbeat", BEAT, move |_| {
            let (app, replica, now) = (app.clone(), replica.clone(), app.now());
            async move {
                let living = app.store().write(move |tx| {
                    let replica = replica.clone();
                    async move { beat(&tx, &replica, now).await }
                });
                app.limits().share_among(living.await?);
                Ok(())
            }
        })
    })
}

/// Gives how many replicas live.
async fn beat(tx: &Tx, replica: &NewReplica, now: DateTime<Utc>) -> Result<u32, StoreError> {
    tx.note_replica(replica, now).await?;
    tx.delete_replicas_seen_before(now - SILENCE).await?;
    tx.count_replicas().await
}

/// Says goodbye, so that the others needn't wait for the silence.
pub(crate) async fn leave(app: &App) {
    if !app.store().is_shared() {
        return;
    }
    let id = app.settings().replica_id;
    let left: Result<_, StoreError> =
        app.store().write(move |tx| async move { tx.delete_replica(id.into()).await }).await;
    if let Err(error) = left {
        warn!(app.log(), "the other replicas could not be told of the end"; "cause" => %error);
    }
}

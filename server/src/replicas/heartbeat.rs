//! Being there, and seeing who else is.

use std::time::Instant;

use burgrave_store::{REPLICA_SILENCE, ReplicaCondition, StoreError};
use chrono::TimeDelta;
use slog::warn;

use super::{Own, peers};
use crate::application::App;
use crate::background::Task;
use crate::service::Service;

/// How often a replica says that it is there.
const BEAT: TimeDelta = TimeDelta::seconds(5);

/// Writes the replica's row, forgets those of dead ones, and takes as large a share of the rate limits as is
/// left.
pub(crate) fn heartbeat(app: &Service, own: Own) -> Task {
    let app = app.clone();
    Task::on_each_replica("replica_heartbeat", BEAT, move |_| {
        let (app, own) = (app.clone(), own.clone());
        async move {
            let error = peers::unreached(&app, &own).await?;
            Ok(beat(&app, &own, error).await?)
        }
    })
}

/// Says that the replica is there now. A database that belongs to this process alone forgets all others.
///
/// # Errors
/// The database's.
pub(crate) async fn arrive(app: &Service, own: &Own) -> Result<(), StoreError> {
    if !app.store().is_shared() {
        let id = own.replica.id;
        app.store().write(move |tx| async move { tx.delete_other_replicas(id).await }).await?;
    }
    beat(app, own, String::new()).await
}

async fn beat(app: &Service, own: &Own, error: String) -> Result<(), StoreError> {
    let condition = ReplicaCondition { error, database_latency: latency(app).await? };
    let (replica, now) = (own.replica.clone(), app.now());
    let living = app.store().write(move |tx| {
        let (replica, condition) = (replica.clone(), condition.clone());
        async move {
            tx.note_replica(&replica, &condition, now).await?;
            tx.delete_replicas_seen_before(now - REPLICA_SILENCE).await?;
            tx.count_replicas().await
        }
    });
    app.limits().share_among(living.await?);
    Ok(())
}

/// How long the database takes for an answer, in microseconds and at least one.
async fn latency(app: &App) -> Result<i64, StoreError> {
    let asked = Instant::now();
    app.store().read(|reader| async move { reader.count_replicas().await }).await?;
    // The API has 32 bits for it.
    Ok(i32::try_from(asked.elapsed().as_micros()).unwrap_or(i32::MAX).max(1).into())
}

/// Says goodbye, so that the others needn't wait for the silence.
pub(crate) async fn leave(app: &App) {
    let id = app.settings().replica_id;
    let left: Result<_, StoreError> =
        app.store().write(move |tx| async move { tx.delete_replica(id.into()).await }).await;
    if let Err(error) = left {
        warn!(app.log(), "the other replicas could not be told of the end"; "cause" => %error);
    }
}

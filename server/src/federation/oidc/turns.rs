//! Whose turn it is to refresh the provider's tokens of a user. One refresh token is spent once: providers
//! that see it twice end the whole login. Requests of one process wait for each other in memory, those of
//! several replicas by a row.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use burgrave_core::ids::UserId;
use chrono::{DateTime, TimeDelta, Utc};
use tokio::sync::OwnedMutexGuard;
use uuid::Uuid;

use crate::application::App;
use crate::fault::Fault;

/// How long a provider that is away isn't asked again for the same user.
const PAUSE: TimeDelta = TimeDelta::minutes(1);
/// After this time a replica that has the turn counts as dead: longer than all that is asked of the provider.
const LONGEST_TURN: TimeDelta = TimeDelta::seconds(60);

/// Until when the provider is not asked; locked during a refresh.
type PauseLock = Arc<tokio::sync::Mutex<Option<DateTime<Utc>>>>;

/// The turns of this process.
#[derive(Default)]
pub(crate) struct Refreshing(Mutex<HashMap<UserId, PauseLock>>);

impl Refreshing {
    /// Waits for the turn among the requests of this process. `holder` is whose turn it is then.
    pub(super) async fn turn(&self, user: UserId, holder: Uuid) -> RefreshTurn {
        let place = self.place(user);
        RefreshTurn { holder, place: place.lock_owned().await }
    }

    fn place(&self, user: UserId) -> PauseLock {
        let mut users = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // An entry without waiting requests is kept only for its pause.
        users.retain(|id, place| {
            *id == user || Arc::strong_count(place) > 1 || place.try_lock().is_ok_and(|pause| pause.is_some())
        });
        users.entry(user).or_default().clone()
    }
}

/// A turn at refreshing the tokens of one user.
pub(super) struct RefreshTurn {
    holder: Uuid,
    place: OwnedMutexGuard<Option<DateTime<Utc>>>,
}

impl RefreshTurn {
    /// Whether the provider was away just now.
    pub(super) fn pauses(&self, now: DateTime<Utc>) -> bool {
        self.place.is_some_and(|until| now < until)
    }

    /// Leaves the provider alone for a while.
    pub(super) fn pause(&mut self, now: DateTime<Utc>) {
        *self.place = Some(now + PAUSE);
    }

    /// Takes the turn among all replicas; false while another has it.
    pub(super) async fn take(&mut self, app: &App, user: UserId) -> Result<bool, Fault> {
        *self.place = None;
        let (holder, now) = (self.holder, app.now());
        let take = move |tx: burgrave_store::Tx| async move {
            tx.take_refresh_turn(user, holder, now, LONGEST_TURN).await
        };
        Ok(app.store().write(take).await?)
    }

    /// Gives the turn back.
    pub(super) async fn end(&self, app: &App, user: UserId) -> Result<(), Fault> {
        let holder = self.holder;
        let end = move |tx: burgrave_store::Tx| async move { tx.end_refresh_turn(user, holder).await };
        Ok(app.store().write(end).await?)
    }

    /// Whether some replica has the turn.
    pub(super) async fn is_taken(app: &App, user: UserId) -> Result<bool, Fault> {
        let now = app.now();
        let taken = move |reader: burgrave_store::Reader| async move {
            reader.refresh_turn_is_taken(user, now).await
        };
        Ok(app.store().read(taken).await?)
    }
}

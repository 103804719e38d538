//! What using a session writes down: at most once an hour, so that reads stay reads.

use burgrave_store::{Authentication, StoreError, Tx, UserStatus};
use chrono::{DateTime, TimeDelta, Utc};
use slog::warn;

use crate::application::{App, USE_IS_NOTED_EVERY};
use crate::fault::Fault;

/// Whether something is to be written.
pub(super) fn is_due(found: &Authentication, now: DateTime<Utc>) -> bool {
    let long_ago = |at: Option<DateTime<Utc>>| at.is_none_or(|at| now - at >= USE_IS_NOTED_EVERY);
    found.user.status == UserStatus::Dormant
        || long_ago(found.key.last_used_at)
        || long_ago(found.user.last_seen_at)
}

/// Writes it, and gives what is stored now. A session that ended meanwhile is found gone by whoever asks next. While the
/// database takes no writes the request goes on without them.
pub(super) async fn keep(app: &App, found: Authentication, address: &str) -> Result<Authentication, Fault> {
    let (now, sliding) = (app.now(), app.settings().sliding_sessions);
    let (key, address) = (found.key.id.clone(), address.to_owned());
    let kept = app
        .store()
        .write(move |tx| {
            let (key, address) = (key.clone(), address.clone());
            async move { write(&tx, &key, &address, now, sliding).await }
        })
        .await;
    match kept {
        Ok(Some(kept)) => Ok(kept),
        Ok(None) => Ok(found),
        Err(error) => {
            warn!(app.log(), "the use of a session could not be noted"; "cause" => %error);
            Ok(found)
        }
    }
}

async fn write(
    tx: &Tx,
    key: &str,
    address: &str,
    now: DateTime<Utc>,
    sliding: bool,
) -> Result<Option<Authentication>, StoreError> {
    // Many requests may find it due at the same time: only the first writes.
    let Some(found) = tx.authentication(key).await?.filter(|found| is_due(found, now)) else {
        return tx.authentication(key).await;
    };
    let lifetime = TimeDelta::seconds(found.key.lifetime_seconds);
    let later = now + lifetime;
    let slides = sliding && later - found.key.expires_at >= USE_IS_NOTED_EVERY;
    let expires = if slides { later } else { found.key.expires_at };
    tx.touch_api_key(key, now, address, expires).await?;
    tx.touch_user(found.user.id, now).await?;
    if found.user.status == UserStatus::Dormant {
        tx.set_user_status(found.user.id, UserStatus::Active, now).await?;
    }
    tx.authentication(key).await
}

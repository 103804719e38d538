//! What using a session writes down: at most once an hour, so that reads stay reads.

use std::sync::Arc;

use burgrave_store::{LoginType, StoreError, Tx, UserStatus};
use chrono::{DateTime, TimeDelta, Utc};
use slog::warn;

use super::wake::wake;
use crate::application::{App, AuditContext, Caller, ClientInfo, USE_IS_NOTED_EVERY};
use crate::fault::Fault;

/// What is to be written.
#[derive(Clone, Copy)]
struct Due {
    used: bool,
    seen: bool,
    awake: bool,
    expires: Option<DateTime<Utc>>,
}

/// Looks at what is stored. A session that slides ends later only when that gains an hour; a token ends when it said.
fn due(found: &Caller, now: DateTime<Utc>, sliding: bool) -> Option<Due> {
    if found.key.expires_at <= now {
        return None;
    }
    let long_ago = |at: Option<DateTime<Utc>>| at.is_none_or(|at| now - at >= USE_IS_NOTED_EVERY);
    let slides = sliding && !found.key.fixed_end && found.key.login_type != LoginType::Token;
    let later = now + TimeDelta::seconds(found.key.lifetime_seconds);
    let due = Due {
        used: long_ago(found.key.last_used_at),
        seen: long_ago(found.user.last_seen_at),
        awake: found.user.status == UserStatus::Dormant,
        expires: (slides && later - found.key.expires_at >= USE_IS_NOTED_EVERY).then_some(later),
    };
    (due.used || due.seen || due.awake || due.expires.is_some()).then_some(due)
}

/// Whether something is to be written.
pub(super) fn is_due(app: &App, found: &Caller) -> bool {
    due(found, app.now(), app.settings().sliding_sessions).is_some()
}

/// Writes it, and gives what is stored now. A session that ended meanwhile is found gone by whoever asks next. While the
/// database takes no writes the request goes on without them.
pub(super) async fn keep(app: &App, found: Arc<Caller>, client: &ClientInfo) -> Result<Arc<Caller>, Fault> {
    let sliding = app.settings().sliding_sessions;
    let (shown, audit_context) = (found.clone(), app.audit_context(client.clone()));
    let kept = app
        .store()
        .write(move |tx| {
            let (shown, audit_context) = (shown.clone(), audit_context.clone());
            async move { write(&tx, &shown, &audit_context, sliding).await }
        })
        .await;
    match kept {
        Ok(Some(kept)) => Ok(Arc::new(kept)),
        Ok(None) => Ok(found),
        Err(error) => {
            let request = client.request_id;
            warn!(app.log(), "the use of a session could not be noted"; "request" => %request, "cause" => %error);
            Ok(found)
        }
    }
}

async fn write(
    tx: &Tx,
    shown: &Caller,
    audit_context: &AuditContext,
    sliding: bool,
) -> Result<Option<Caller>, StoreError> {
    let now = audit_context.now;
    let Some(found) = shown.stored(tx).await? else { return Ok(None) };
    // Many requests may find it due at the same time: only the first writes.
    let Some(due) = due(&found, now, sliding) else { return Ok(Some(found)) };
    if due.used || due.expires.is_some() {
        tx.touch_api_key(
            &found.key.id,
            now,
            &audit_context.client.address,
            due.expires.unwrap_or(found.key.expires_at),
        )
        .await?;
    }
    if due.seen {
        tx.touch_user(found.user.id, now).await?;
    }
    if due.awake {
        wake(tx, audit_context, &found.user).await?;
    }
    shown.stored(tx).await
}

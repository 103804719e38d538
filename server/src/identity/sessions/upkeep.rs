//! What using a session writes down: at most once an hour, so that reads stay reads.

use std::sync::Arc;

use burgrave_store::{LoginType, UserStatus};
use chrono::{DateTime, TimeDelta, Utc};
use slog::warn;

use super::wake;
use crate::application::command::{Anonymous, Audit, Command, CommandContext, Exemption, Outcome};
use crate::application::{App, Caller, ClientInfo, USE_IS_NOTED_EVERY};
use crate::fault::Fault;

/// What is to be written.
#[derive(Clone, Copy)]
struct Due {
    used: bool,
    seen: bool,
    awake: bool,
    expires: Option<DateTime<Utc>>,
}

/// Looks at what is stored. A session that slides ends later only when that gains an hour; a token ends when
/// it said.
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

/// Notes the use of a session.
struct NoteUse {
    caller: Arc<Caller>,
    sliding: bool,
}

/// Writes it, and returns the stored state. The next request notices a session that ended meanwhile.
/// While the database takes no writes the request goes on without them.
pub(super) async fn keep(app: &App, found: Arc<Caller>, client: &ClientInfo) -> Result<Arc<Caller>, Fault> {
    let command = NoteUse { caller: found.clone(), sliding: app.settings().sliding_sessions };
    match app.execute(command, Anonymous, client.clone()).await {
        Ok(Some(kept)) => Ok(Arc::new(kept)),
        Ok(None) => Ok(found),
        Err(Fault::Store(error)) => {
            let request = client.request_id;
            warn!(app.log(), "the use of a session could not be noted"; "request" => %request, "cause" => %error);
            Ok(found)
        }
        Err(fault) => Err(fault),
    }
}

impl Command for NoteUse {
    type Actor = Anonymous;
    type Output = Option<Caller>;

    fn audit(&self) -> Audit {
        Audit::Exempt(Exemption::Use)
    }

    async fn run(&self, context: &CommandContext<Anonymous>) -> Result<Outcome<Option<Caller>>, Fault> {
        let now = context.now;
        let Some(found) = self.caller.stored(context).await? else { return Ok(Outcome::unrecorded(None)) };
        // Many requests may find it due at the same time: only the first writes.
        let Some(due) = due(&found, now, self.sliding) else { return Ok(Outcome::unrecorded(Some(found))) };
        if due.used || due.expires.is_some() {
            let ends = due.expires.unwrap_or(found.key.expires_at);
            context.touch_api_key(&found.key.id, now, &context.client.address, ends).await?;
        }
        if due.seen {
            context.touch_user(found.user.id, now).await?;
        }
        let woken = if due.awake { wake::activate(context, &found.user, now).await? } else { None };
        Ok(Outcome::unrecorded(self.caller.stored(context).await?).and(woken))
    }
}

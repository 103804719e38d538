//! Active users who haven't been here for long become dormant: they no longer take a seat of a licence. Their next request
//! makes them active again. The last active owner stays awake.

use burgrave_core::authorization::OwnerStanding;
use burgrave_store::{StoreError, Tx, UserStatus};
use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use crate::application::App;
use crate::application::audit::{self, Changed, Diff, Subsystem};
use crate::application::{AuditContext, ClientInfo};
use crate::background::{Failed, Stop, Task};
use crate::identity::users::owners;

/// How often it is looked for them.
const EVERY: TimeDelta = TimeDelta::hours(1);

/// Users in one transaction, so that others can write in between.
const BATCH: u32 = 200;

/// The task; none when users never become dormant by themselves.
pub(crate) fn fall_asleep(app: &App) -> Option<Task> {
    let after = app.settings().dormant_after?;
    let app = app.clone();
    Some(Task::on_one_replica("users_fall_asleep", EVERY, move |stop| run(app.clone(), after, stop)))
}

async fn run(app: App, after: TimeDelta, stop: Stop) -> Result<(), Failed> {
    // A time before all calendars: nobody has been away for so long.
    let Some(since) = app.now().checked_sub_signed(after) else { return Ok(()) };
    while !stop.is_cancelled() {
        let away = app
            .store()
            .scan(move |reader| async move { reader.users_away_since(since, BATCH).await })
            .await?;
        let last = (away.len() as u64) < u64::from(BATCH);
        let away: Vec<_> = away.into_iter().map(|user| (user, audit_context(&app))).collect();
        app.store()
            .write(move |tx| {
                let away = away.clone();
                async move { put(&tx, &away, since).await }
            })
            .await?;
        if last {
            break;
        }
    }
    Ok(())
}

/// Nobody asks for it: the entry in the audit log names the task instead of a client.
fn audit_context(app: &App) -> AuditContext {
    let client = ClientInfo {
        request_id: Uuid::nil(),
        address: String::new(),
        user_agent: "burgrave (inactive users become dormant)".into(),
    };
    app.audit_context(client)
}

async fn put(tx: &Tx, away: &[(Uuid, AuditContext)], since: DateTime<Utc>) -> Result<(), StoreError> {
    for (id, audit_context) in away {
        // Somebody may have come back meanwhile.
        let seen = |at: Option<DateTime<Utc>>| at.is_some_and(|at| at >= since);
        let Some(user) = tx.user_by_id(*id).await? else { continue };
        if user.deleted_at.is_some() || user.status != UserStatus::Active || seen(user.last_seen_at) {
            continue;
        }
        let asleep = OwnerStanding { active: false, ..owners::standing(&user) };
        if owners::check(tx, &user, asleep).await?.is_err() {
            continue;
        }
        tx.set_user_status(*id, UserStatus::Dormant, audit_context.now).await?;
        let changed = Changed {
            resource: "user",
            action: "write",
            id: *id,
            target: user.username,
            organization: None,
            diff: Diff::default().field("status", UserStatus::Active.as_str(), UserStatus::Dormant.as_str()),
            status: 200,
        };
        audit::automatic(tx, audit_context, None, Subsystem::Dormancy, changed).await?;
    }
    Ok(())
}

//! Active users who haven't been here for long become dormant: they no longer take a seat of a licence. Their
//! next request makes them active again. The last active owner stays awake.

use burgrave_api::operations;
use burgrave_core::authorization::{Authorized, Automatic as Reason, OwnerStanding};
use burgrave_core::ids::UserId;
use burgrave_store::UserStatus;
use chrono::{DateTime, TimeDelta, Utc};

use crate::application::command::{
    Audit, Automatic, Command, CommandContext, Diff, Entry, Exemption, Outcome,
};
use crate::application::{App, ClientInfo};
use crate::background::{Failed, Stop, Task};
use crate::fault::Fault;
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
    // The time is out of range: no user was inactive for that long.
    let Some(since) = app.now().checked_sub_signed(after) else { return Ok(()) };
    // The entry in the audit log names the task instead of a client.
    let client = ClientInfo::server("inactive users become dormant");
    while !stop.is_cancelled() {
        let away = app
            .store()
            .scan(move |reader| async move { reader.users_away_since(since, BATCH).await })
            .await?;
        let last = (away.len() as u64) < u64::from(BATCH);
        app.execute(PutToSleep { away, since }, Automatic::Dormancy, client.clone()).await?;
        if last {
            break;
        }
    }
    Ok(())
}

/// Makes users dormant who are still away.
struct PutToSleep {
    away: Vec<UserId>,
    since: DateTime<Utc>,
}

impl Command for PutToSleep {
    type Actor = Automatic;
    type Output = ();

    fn audit(&self) -> Audit {
        Audit::Exempt(Exemption::Several)
    }

    async fn run(&self, context: &CommandContext<Automatic>) -> Result<Outcome<()>, Fault> {
        let mut entries = Vec::new();
        for id in &self.away {
            // A user may have become active meanwhile.
            let seen = |at: Option<DateTime<Utc>>| at.is_some_and(|at| at >= self.since);
            let Some(user) = context.user_by_id(*id).await? else { continue };
            if user.deleted_at.is_some() || user.status != UserStatus::Active || seen(user.last_seen_at) {
                continue;
            }
            let asleep = OwnerStanding { active: false, ..owners::standing(&user) };
            if owners::check(context, &user, asleep).await?.is_err() {
                continue;
            }
            let user = Authorized::automatic(Reason::Dormancy, user);
            context.set_user_status(&user, UserStatus::Dormant, context.now).await?;
            let diff =
                Diff::default().field("status", UserStatus::Active.as_str(), UserStatus::Dormant.as_str());
            let entry = Entry::new(*id, &user.username).diff(diff);
            entries.push(entry.of_operation(operations::ACTIVATE_USER));
        }
        Ok(Outcome::unrecorded(()).and(entries))
    }
}

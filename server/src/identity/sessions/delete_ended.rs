//! Sessions and tokens that ended long ago are deleted, those of apps once their refresh tokens did too.
//! Until then their use is answered with the time at which they ended.

use burgrave_store::EndedKey;
use chrono::{DateTime, TimeDelta, Utc};

use crate::application::command::{Audit, Automatic, Command, CommandContext, Exemption, Outcome};
use crate::application::{App, ClientInfo};
use crate::background::{Failed, Stop, Task};
use crate::fault::Fault;

/// How long a session or token is kept after its end.
const KEPT: TimeDelta = TimeDelta::days(7);

/// How often it is looked for them.
const EVERY: TimeDelta = TimeDelta::hours(1);

/// How many one transaction deletes: other writes wait for no more than that.
const AT_ONCE: u32 = 500;

/// Deletes them.
pub(crate) fn delete_ended(app: App) -> Task {
    Task::on_one_replica("ended_sessions", EVERY, move |stop| delete(app.clone(), stop))
}

async fn delete(app: App, stop: Stop) -> Result<(), Failed> {
    let before = app.now() - KEPT;
    let mut last = None;
    while !stop.is_cancelled() {
        let found: Vec<EndedKey> =
            app.store()
                .scan(move |reader| async move {
                    reader.api_keys_ended_before(before, last.as_ref(), AT_ONCE).await
                })
                .await?;
        last = found.last().cloned();
        if last.is_none() {
            break;
        }
        app.execute(
            DeleteEnded { before, found },
            Automatic::Task,
            ClientInfo::server("ended sessions are deleted"),
        )
        .await?;
    }
    Ok(())
}

/// Deletes these keys, as far as they still count as ended.
struct DeleteEnded {
    before: DateTime<Utc>,
    found: Vec<EndedKey>,
}

impl Command for DeleteEnded {
    type Actor = Automatic;
    type Output = ();

    fn audit(&self) -> Audit {
        Audit::Exempt(Exemption::Upkeep)
    }

    async fn run(&self, context: &CommandContext<Automatic>) -> Result<Outcome<()>, Fault> {
        context.delete_api_keys_ended_before(self.before, &self.found).await?;
        Ok(Outcome::unrecorded(()))
    }
}

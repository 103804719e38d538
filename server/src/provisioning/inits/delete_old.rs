//! What jobs have found isn't kept for ever: what nobody uses goes, and what was used longest ago where all
//! of it is too much.

use chrono::TimeDelta;
use uuid::Uuid;

use crate::application::command::{Audit, Automatic, Command, CommandContext, Exemption, Outcome};
use crate::application::{App, ClientInfo};
use crate::background::{Failed, Stop, Task};
use crate::fault::Fault;

/// How long it is kept that no job uses.
const KEPT: TimeDelta = TimeDelta::days(90);

/// Bytes of all of it.
const MOST_BYTES: u64 = 2 * 1024 * 1024 * 1024;

/// How long it may take to be written.
const WRITTEN: TimeDelta = TimeDelta::hours(1);

/// How often it is looked for.
const EVERY: TimeDelta = TimeDelta::hours(1);

/// How many one transaction deletes: each may have some eighty pieces.
const AT_ONCE: u32 = 10;

/// Removes it.
pub(crate) fn delete_old(app: App) -> Task {
    Task::on_one_replica("old_kept_inits", EVERY, move |stop| delete(app.clone(), stop))
}

async fn delete(app: App, stop: Stop) -> Result<(), Failed> {
    while !stop.is_cancelled() {
        let before = (app.now() - KEPT, app.now() - WRITTEN);
        let old = app
            .store()
            .read(move |reader| async move { reader.old_kept_inits(before, MOST_BYTES, AT_ONCE).await });
        let ids = old.await?;
        if ids.is_empty() {
            break;
        }
        let client = ClientInfo::server("what nobody uses of templates is deleted");
        app.execute(DeleteOld { ids }, Automatic::Task, client).await?;
    }
    Ok(())
}

struct DeleteOld {
    ids: Vec<Uuid>,
}

impl Command for DeleteOld {
    type Actor = Automatic;
    type Output = u64;

    fn audit(&self) -> Audit {
        Audit::Exempt(Exemption::Upkeep)
    }

    async fn run(&self, context: &CommandContext<Automatic>) -> Result<Outcome<u64>, Fault> {
        Ok(Outcome::unrecorded(context.delete_kept_inits(&self.ids).await?))
    }
}

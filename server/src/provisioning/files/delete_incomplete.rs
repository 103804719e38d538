//! Uploads that were never finished are removed: their clients hung up, or the server stopped.

use chrono::{DateTime, TimeDelta, Utc};

use crate::application::command::{Audit, Automatic, Command, CommandContext, Exemption, Outcome};
use crate::application::{App, ClientInfo};
use crate::background::{Failed, Stop, Task};
use crate::fault::Fault;

/// How old one gets: no upload takes that long.
const KEPT: TimeDelta = TimeDelta::hours(1);

/// How often it is looked for them.
const EVERY: TimeDelta = TimeDelta::minutes(15);

/// How many one transaction deletes: each may have hundreds of pieces.
const AT_ONCE: u32 = 4;

/// Removes them.
pub(crate) fn delete_incomplete(app: App) -> Task {
    Task::on_one_replica("incomplete_uploads", EVERY, move |stop| delete(app.clone(), stop))
}

async fn delete(app: App, stop: Stop) -> Result<(), Failed> {
    let before = app.now() - KEPT;
    while !stop.is_cancelled() {
        let client = ClientInfo::server("incomplete uploads are deleted");
        if app.execute(DeleteIncomplete { before }, Automatic::Task, client).await? == 0 {
            break;
        }
    }
    Ok(())
}

struct DeleteIncomplete {
    before: DateTime<Utc>,
}

impl Command for DeleteIncomplete {
    type Actor = Automatic;
    type Output = u64;

    fn audit(&self) -> Audit {
        Audit::Exempt(Exemption::Upkeep)
    }

    async fn run(&self, context: &CommandContext<Automatic>) -> Result<Outcome<u64>, Fault> {
        Ok(Outcome::unrecorded(context.delete_incomplete_files(self.before, AT_ONCE).await?))
    }
}

//! Old messages are forgotten.

use chrono::{DateTime, TimeDelta, Utc};

use super::address::client;
use crate::application::App;
use crate::application::command::{Audit, Automatic, Command, CommandContext, Exemption, Outcome};
use crate::background::{Failed, Stop, Task};
use crate::fault::Fault;

/// How often.
const EVERY: TimeDelta = TimeDelta::hours(1);

/// How long messages are kept that were sent or given up.
const SENT_KEPT: TimeDelta = TimeDelta::days(7);

/// How long messages stay in inboxes.
const INBOX_KEPT: TimeDelta = TimeDelta::days(90);

/// Rows of each kind in one transaction.
const BATCH: u32 = 500;

/// The task.
pub(crate) fn delete_old(app: App) -> Task {
    Task::on_one_replica("old_notifications", EVERY, move |stop| run(app.clone(), stop))
}

async fn run(app: App, stop: Stop) -> Result<(), Failed> {
    let now = app.now();
    while !stop.is_cancelled() {
        let command = DeleteOld { sent: now - SENT_KEPT, inbox: now - INBOX_KEPT };
        if app.execute(command, Automatic::Task, client()).await? < u64::from(BATCH) {
            break;
        }
    }
    Ok(())
}

struct DeleteOld {
    sent: DateTime<Utc>,
    inbox: DateTime<Utc>,
}

impl Command for DeleteOld {
    type Actor = Automatic;
    /// Rows of the kind of which most were deleted.
    type Output = u64;

    fn audit(&self) -> Audit {
        Audit::Exempt(Exemption::Upkeep)
    }

    async fn run(&self, context: &CommandContext<Automatic>) -> Result<Outcome<u64>, Fault> {
        let sent = context.delete_old_messages(self.sent, BATCH).await?;
        let inbox = context.delete_old_inbox(self.inbox, BATCH).await?;
        Ok(Outcome::unrecorded(sent.max(inbox)))
    }
}

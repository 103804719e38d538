//! Codes that nobody redeemed in their time are deleted, with the traces of those that were, and keys whose
//! tokens have ended.

use chrono::TimeDelta;

use super::id_token;
use crate::application::command::{Audit, Automatic, Command, CommandContext, Exemption, Outcome};
use crate::application::{App, ClientInfo};
use crate::background::{Failed, Stop, Task};
use crate::fault::Fault;

/// How often it is looked for them.
const EVERY: TimeDelta = TimeDelta::hours(1);

/// Deletes them.
pub(crate) fn delete_expired(app: App) -> Task {
    Task::on_one_replica("expired_oauth2_codes", EVERY, move |stop| delete(app.clone(), stop))
}

async fn delete(app: App, _: Stop) -> Result<(), Failed> {
    Ok(app.execute(DeleteExpired, Automatic::Task, ClientInfo::server("oauth2")).await?)
}

/// Deletes what has ended.
struct DeleteExpired;

impl Command for DeleteExpired {
    type Actor = Automatic;
    type Output = ();

    fn audit(&self) -> Audit {
        Audit::Exempt(Exemption::Upkeep)
    }

    async fn run(&self, context: &CommandContext<Automatic>) -> Result<Outcome<()>, Fault> {
        let _: u64 = context.delete_expired_oauth2_codes(context.now).await?;
        let _: u64 = context.delete_oauth2_signing_keys(context.now - id_token::KEPT_FOR).await?;
        Ok(Outcome::unrecorded(()))
    }
}

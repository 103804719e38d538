//! Daemons that haven't been seen for long are forgotten.

use burgrave_core::provisioning::daemon::FORGOTTEN_AFTER;
use chrono::{DateTime, TimeDelta, Utc};

use super::client;
use crate::application::App;
use crate::application::command::{Audit, Automatic, Command, CommandContext, Exemption, Outcome};
use crate::background::Task;
use crate::fault::Fault;

/// How often the server looks for them.
const EVERY: TimeDelta = TimeDelta::hours(1);

/// Forgets them.
pub(crate) fn forget(app: App) -> Task {
    Task::on_one_replica("old_provisioner_daemons", EVERY, move |_| {
        let app = app.clone();
        async move {
            let before = app.now() - FORGOTTEN_AFTER;
            app.execute(Forget { before }, Automatic::Task, client()).await?;
            Ok(())
        }
    })
}

struct Forget {
    before: DateTime<Utc>,
}

impl Command for Forget {
    type Actor = Automatic;
    type Output = u64;

    fn audit(&self) -> Audit {
        Audit::Exempt(Exemption::Upkeep)
    }

    async fn run(&self, context: &CommandContext<Automatic>) -> Result<Outcome<u64>, Fault> {
        Ok(Outcome::unrecorded(context.forget_daemons(self.before).await?))
    }
}

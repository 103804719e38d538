//! Jobs that nobody carries out any more, or ever, are ended.

use burgrave_core::authorization::{Authorized, Automatic as Reason, Update};
use burgrave_core::provisioning::job::{MOST_REAPED_AT_ONCE, REAP_INTERVAL, Reaped};
use burgrave_store::JobRecord;

use super::signals::tell_status;
use super::{client, ended};
use crate::application::App;
use crate::application::command::{Audit, Automatic, Command, CommandContext, Exemption, Outcome};
use crate::background::{Failed, Stop, Task};
use crate::fault::Fault;
use crate::provisioning::explain::waiting_reason;

/// Ends them.
pub(crate) fn reap(app: App) -> Task {
    Task::on_one_replica("hung_jobs", REAP_INTERVAL, move |stop| reap_all(app.clone(), stop))
}

async fn reap_all(app: App, stop: Stop) -> Result<(), Failed> {
    let (now, most) = (app.now(), u32::try_from(MOST_REAPED_AT_ONCE).unwrap_or(u32::MAX));
    let jobs = app.store().read(move |reader| async move { reader.jobs_to_reap(now, most).await }).await?;
    for (job, reason) in jobs {
        if stop.is_cancelled() {
            break;
        }
        app.execute(Reap { job, reason }, Automatic::Task, client()).await?;
    }
    Ok(())
}

struct Reap {
    job: JobRecord,
    reason: Reaped,
}

impl Command for Reap {
    type Actor = Automatic;
    type Output = ();

    fn audit(&self) -> Audit {
        Audit::Exempt(Exemption::Job)
    }

    async fn run(&self, context: &CommandContext<Automatic>) -> Result<Outcome<()>, Fault> {
        let job = Authorized::<Update, _>::automatic(Reason::Provisioner, self.job.clone());
        let known = match self.reason {
            Reaped::Hung => None,
            // What a job that waits says of itself is what has kept daemons from this one.
            Reaped::NeverStarted => waiting_reason(context, &job, context.now).await?,
        };
        let known = known.unwrap_or_default();
        if !context.reap_job(&job, self.reason, &known, context.now).await? {
            return Ok(Outcome::unrecorded(()));
        }
        ended::note(context, &job).await?;
        tell_status(context, &job).await?;
        Ok(Outcome::unrecorded(()))
    }
}

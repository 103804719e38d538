//! Jobs that no daemon can take, now or later: whoever looks after daemons is told once, of the first of those
//! that the same daemons could take.

use std::collections::HashMap;

use burgrave_core::provisioning::job::{JobStatus, JobType};
use burgrave_store::JobRecord;
use chrono::TimeDelta;

use super::client;
use crate::application::App;
use crate::application::command::{Audit, Automatic, Command, CommandContext, Exemption, Outcome};
use crate::background::{Failed, Stop, Task};
use crate::fault::Fault;
use crate::provisioning::explain::obstruction;
use crate::provisioning::notices;

/// How often it is looked for them.
const EVERY: TimeDelta = TimeDelta::minutes(1);

/// How long a job waits, and a daemon is away, before it is told of: daemons come back after a restart.
const PATIENCE: TimeDelta = TimeDelta::minutes(2);

/// Jobs that are read at once.
const AT_ONCE: u32 = 200;

/// The task.
pub(crate) fn find_unplaceable(app: App) -> Task {
    Task::on_one_replica("unplaceable_jobs", EVERY, move |stop| run(app.clone(), stop))
}

async fn run(app: App, stop: Stop) -> Result<(), Failed> {
    let (now, mut behind) = (app.now(), None);
    // What holds for one job holds for all that the same daemons may take.
    let mut known = HashMap::new();
    while !stop.is_cancelled() {
        let jobs = app
            .store()
            .scan(move |reader| async move {
                Ok::<_, Fault>(reader.jobs_to_place(now - PATIENCE, behind, AT_ONCE).await?)
            })
            .await?;
        let Some(last) = jobs.last() else { break };
        behind = Some((last.created_at, last.id));
        for job in jobs {
            let checks = job.kind == JobType::WorkspaceDrift;
            let lane = (job.organization_id, job.provisioner.as_str(), checks, job.tags.clone());
            let reason = match known.get(&lane) {
                Some(reason) => Clone::clone(reason),
                None => {
                    let asked = job.clone();
                    let found = app.store().scan(move |reader| async move {
                        Ok::<_, Fault>(obstruction(&reader, &asked, now - PATIENCE, now).await?)
                    });
                    let found: Option<String> = found.await?;
                    known.insert(lane, found.clone());
                    found
                }
            };
            if let Some(reason) = reason {
                app.execute(Note { job, reason }, Automatic::Task, client()).await?;
            }
        }
    }
    Ok(())
}

struct Note {
    job: JobRecord,
    reason: String,
}

impl Command for Note {
    type Actor = Automatic;
    type Output = ();

    fn audit(&self) -> Audit {
        Audit::Exempt(Exemption::Job)
    }

    async fn run(&self, context: &CommandContext<Automatic>) -> Result<Outcome<()>, Fault> {
        let waits = context.job(self.job.id).await?.is_some_and(|job| job.status() == JobStatus::Pending);
        if waits && context.note_unplaceable_job(self.job.id, context.now).await? {
            notices::job_unplaceable(context, &self.job, &self.reason).await?;
        }
        Ok(Outcome::unrecorded(()))
    }
}

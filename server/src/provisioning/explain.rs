//! Why a job waits.

use std::sync::Arc;

use burgrave_core::authorization::{Action, Resource};
use burgrave_core::ids::ProvisionerJobId;
use burgrave_core::provisioning::daemon::{DaemonStatus, is_online};
use burgrave_core::provisioning::explain::{Candidate, Obstacle, WaitingJob, obstacles, waiting_text};
use burgrave_core::provisioning::job::JobStatus;
use burgrave_core::provisioning::queue::{QueuePlace, expected_wait};
use burgrave_store::{DaemonRecord, DaemonWithJob, JobRecord, Reader, StoreError};
use chrono::{DateTime, TimeDelta, Utc};

use crate::application::{App, Caller};
use crate::fault::Fault;
use crate::provisioning::organization_of_jobs;

/// Daemons that an explanation names at most.
const MOST_DAEMONS: u32 = 200;

/// Why a job waits, or what else it does.
#[derive(Debug, Clone)]
pub(crate) struct Explanation {
    /// The job.
    pub(crate) job: JobRecord,
    /// In words.
    pub(crate) text: String,
    /// Its place among the jobs that it competes with.
    pub(crate) place: QueuePlace,
    /// How long it may still wait, and how many jobs before it say so; absent where nothing says it.
    pub(crate) wait: Option<(TimeDelta, usize)>,
    /// The daemons, those of its organization first; none where it doesn't wait.
    pub(crate) daemons: Vec<DaemonVerdict>,
}

/// A daemon, and what keeps it from the job.
#[derive(Debug, Clone)]
pub(crate) struct DaemonVerdict {
    /// The daemon.
    pub(crate) daemon: DaemonRecord,
    /// What it is doing.
    pub(crate) status: DaemonStatus,
    /// Nothing where it takes the job next.
    pub(crate) obstacles: Vec<Obstacle>,
}

/// Explains a job. Daemons of other organizations are told of where the caller may read what they do.
///
/// # Errors
/// `Hidden`, also for those who see the organization and not its jobs, and for a job of another organization.
pub(crate) async fn explain(
    app: &App,
    caller: Arc<Caller>,
    organization: String,
    job: ProvisionerJobId,
) -> Result<Explanation, Fault> {
    let now = app.now();
    app.store()
        .scan(move |reader| async move {
            let organization = organization_of_jobs(&reader, &caller, &organization).await?;
            let found = reader.job(job).await?.filter(|job| job.organization_id == organization);
            let job = found.ok_or(Fault::Hidden)?;
            if job.status() != JobStatus::Pending {
                let (text, place) = (busy_text(&reader, &job).await?, QueuePlace::default());
                return Ok(Explanation { job, text, place, wait: None, daemons: Vec::new() });
            }
            let visible = caller.visible(Action::Read, Resource::ProvisionerJobs);
            let around = reader.daemons_around(organization, Some(&visible), MOST_DAEMONS).await?;
            let daemons: Vec<_> = around.into_iter().map(|one| verdict(&job, one, now)).collect();
            let (place, wait) = outlook(&reader, &job, &daemons, now).await?;
            let mut text = text_of(&job, &daemons);
            if let Some((wait, jobs)) = wait {
                let seconds = wait.num_seconds();
                text.push_str(&format!(
                    "\nBy the last {jobs} jobs of its kind, it waits about {seconds} seconds."
                ));
            }
            Ok(Explanation { job, text, place, wait, daemons })
        })
        .await
}

/// Why a job waits, as everybody may know it who reads the job: by the daemons of its own organization. None
/// where it doesn't wait.
///
/// # Errors
/// The storage's.
pub(crate) async fn waiting_reason(
    reader: &Reader,
    job: &JobRecord,
    now: DateTime<Utc>,
) -> Result<Option<String>, StoreError> {
    if job.status() != JobStatus::Pending {
        return Ok(None);
    }
    let around = reader.daemons_around(job.organization_id, None, MOST_DAEMONS).await?;
    let daemons: Vec<_> = around.into_iter().map(|one| verdict(job, one, now)).collect();
    Ok(Some(text_of(job, &daemons)))
}

/// What keeps every daemon of its organization from a job for good; none where one of them may take it, now or
/// later, or was seen after `gone_since`, and where there are more than can be looked at.
///
/// # Errors
/// The storage's.
pub(crate) async fn obstruction(
    reader: &Reader,
    job: &JobRecord,
    gone_since: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<Option<String>, StoreError> {
    let around = reader.daemons_around(job.organization_id, None, MOST_DAEMONS).await?;
    let all = u32::try_from(around.len()).unwrap_or(u32::MAX) < MOST_DAEMONS;
    let daemons: Vec<_> = around.into_iter().map(|one| verdict(job, one, now)).collect();
    // One that was seen a moment ago may be on its way back.
    let comes_back = |one: &Obstacle| matches!(one, Obstacle::Offline(Some(seen)) if *seen > gone_since);
    let lasts = |one: &Obstacle| one.lasts() && !comes_back(one);
    let nobody = daemons.iter().all(|one| one.obstacles.iter().any(lasts));
    Ok((all && nobody).then(|| text_of(job, &daemons)))
}

fn verdict(job: &JobRecord, found: DaemonWithJob, now: DateTime<Utc>) -> DaemonVerdict {
    let DaemonWithJob { daemon, holds } = found;
    let waiting = WaitingJob {
        organization: job.organization_id,
        provisioner: job.provisioner,
        kind: job.kind,
        tags: job.tags.clone(),
    };
    let candidate = Candidate {
        organization: daemon.organization_id,
        provisioners: daemon.provisioners.clone(),
        checks_drift: daemon.is_built_in(),
        tags: daemon.tags.clone(),
        last_seen_at: daemon.last_seen_at,
        holds,
    };
    let status = DaemonStatus::of(daemon.last_seen_at, holds.is_some(), now);
    DaemonVerdict { obstacles: obstacles(&waiting, &candidate, now), status, daemon }
}

/// The words, by the daemons of the job's organization.
fn text_of(job: &JobRecord, daemons: &[DaemonVerdict]) -> String {
    let here = daemons.iter().filter(|one| one.daemon.organization_id == job.organization_id);
    waiting_text(here.map(|one| (one.daemon.name.as_str(), one.obstacles.clone())))
}

/// Where the job stands, and how long it may still wait.
async fn outlook(
    reader: &Reader,
    job: &JobRecord,
    daemons: &[DaemonVerdict],
    now: DateTime<Utc>,
) -> Result<(QueuePlace, Option<(TimeDelta, usize)>), StoreError> {
    let online = |one: &&DaemonVerdict| one.daemon.last_seen_at.is_some_and(|seen| is_online(seen, now));
    let servers: Vec<_> = daemons.iter().filter(online).map(|one| one.daemon.server()).collect();
    let places = reader.job_places(job.organization_id, std::slice::from_ref(job), &servers).await?;
    let place = places.get(&job.id).map(|place| place.competing).unwrap_or_default();
    let fitting = |one: &&DaemonVerdict| one.obstacles.iter().all(|obstacle| !obstacle.lasts());
    let fitting = daemons.iter().filter(online).filter(fitting).count();
    let mut durations = reader.last_job_durations(job.organization_id, job.kind, job.provisioner).await?;
    let jobs = durations.len();
    let free = daemons.iter().filter(|one| one.obstacles.is_empty()).count() as u64;
    let wait = match place.position {
        1.. if place.position <= free => Some(TimeDelta::zero()),
        _ => expected_wait(place, fitting, &mut durations),
    };
    Ok((place, wait.map(|wait| (wait, jobs))))
}

/// What a job does that doesn't wait.
async fn busy_text(reader: &Reader, job: &JobRecord) -> Result<String, StoreError> {
    let daemon = match job.worker_id {
        Some(worker) => reader.daemon(worker).await?.map(|daemon| daemon.name),
        None => None,
    };
    let daemon = daemon.unwrap_or_else(|| "A daemon that is gone".into());
    Ok(match (job.status(), &job.error) {
        (JobStatus::Running, _) => format!("The daemon {daemon} runs the job."),
        (JobStatus::Canceling, _) => format!("The daemon {daemon} was asked to end the job."),
        (_, Some(error)) => format!("The job has ended. {error}"),
        (status, None) => format!("The job has ended: it is {}.", status.as_str()),
    })
}

//! A job with its place in the queue.

use burgrave_core::ids::{OrganizationId, ProvisionerDaemonId};
use burgrave_core::provisioning::daemon::is_online;
use burgrave_core::provisioning::job::JobStatus;
use burgrave_core::provisioning::queue::{Lane, QueuePlace};
use burgrave_store::{DaemonRecord, JobMetadata, JobRecord, JobWithMetadata, Reader, StoreError};
use chrono::{DateTime, Utc};

/// A job as it is shown.
#[derive(Debug, Clone)]
pub(crate) struct JobView {
    /// The job.
    pub(crate) job: JobRecord,
    /// What it works on; lists of jobs tell it.
    pub(crate) metadata: Option<JobMetadata>,
    /// Its place in the queue.
    pub(crate) place: QueuePlace,
    /// The daemons that could take it now.
    pub(crate) workers: Vec<ProvisionerDaemonId>,
}

/// Jobs of one organization with their places among all that wait there.
pub(super) async fn listed(
    reader: &Reader,
    organization: OrganizationId,
    found: Vec<JobWithMetadata>,
    now: DateTime<Utc>,
) -> Result<Vec<JobView>, StoreError> {
    let online = online(reader, organization, now).await?;
    let servers: Vec<_> = online.iter().map(DaemonRecord::server).collect();
    let jobs: Vec<_> = found.iter().map(|one| one.job.clone()).collect();
    let places = reader.job_places(organization, &jobs, &servers).await?;
    let view = |JobWithMetadata { job, metadata }| JobView {
        place: places.get(&job.id).map(|place| place.overall).unwrap_or_default(),
        workers: workers(&job, &online),
        metadata: Some(metadata),
        job,
    };
    Ok(found.into_iter().map(view).collect())
}

/// The daemons of an organization that were heard of lately.
async fn online(
    reader: &Reader,
    organization: OrganizationId,
    now: DateTime<Utc>,
) -> Result<Vec<DaemonRecord>, StoreError> {
    let all = reader.daemons_of(organization).await?;
    let seen = |daemon: &DaemonRecord| daemon.last_seen_at.is_some_and(|seen| is_online(seen, now));
    Ok(all.into_iter().filter(seen).collect())
}

/// Those that may take a job that waits.
fn workers(job: &JobRecord, online: &[DaemonRecord]) -> Vec<ProvisionerDaemonId> {
    if job.status() != JobStatus::Pending {
        return Vec::new();
    }
    let lane = Lane {
        organization: job.organization_id,
        provisioner: job.provisioner,
        tags: job.tags.clone(),
        waiting: 0,
        ahead: 0,
    };
    online.iter().filter(|daemon| daemon.server().takes(&lane)).map(|daemon| daemon.id).collect()
}

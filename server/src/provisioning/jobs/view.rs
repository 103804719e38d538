//! A job with its place in the queue.

use burgrave_core::ids::{OrganizationId, ProvisionerDaemonId};
use burgrave_core::provisioning::daemon::is_online;
use burgrave_core::provisioning::job::JobStatus;
use burgrave_core::provisioning::queue::{Lane, QueuePlace};
use burgrave_store::{DaemonRecord, JobMetadata, JobRecord, JobWithMetadata, Reader, StoreError};
use chrono::{DateTime, Utc};
use std::collections::HashMap;

/// A job as it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct JobView {
    /// The job.
    pub(crate) job: JobRecord,
    /// What it works on; lists of jobs tell it.
    pub(crate) metadata: Option<JobMetadata>,
    /// Its place in the queue.
    pub(crate) place: QueuePlace,
    /// The daemons that could take it now.
    pub(crate) workers: Vec<ProvisionerDaemonId>,
    /// Why it waits; lists don't tell it.
    pub(crate) waiting: Option<String>,
}

impl JobView {
    /// A job that doesn't wait.
    pub(crate) fn of(job: JobRecord) -> Self {
        Self { job, metadata: None, place: QueuePlace::default(), workers: Vec::new(), waiting: None }
    }
}

/// The daemons of a job's organization that could take it, as far as they are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Matched {
    /// How many there are.
    pub(crate) count: usize,
    /// How many of them were heard of lately.
    pub(crate) available: usize,
    /// When one of them was last heard of.
    pub(crate) most_recently_seen: Option<DateTime<Utc>>,
}

/// Jobs of one organization with their places among those that they compete with, in the order in which they
/// are given; with those that wait, the daemons that could take them.
pub(crate) async fn competing(
    reader: &Reader,
    organization: OrganizationId,
    found: Vec<JobRecord>,
    now: DateTime<Utc>,
) -> Result<Vec<(JobView, Option<Matched>)>, StoreError> {
    let waits = |job: &JobRecord| job.status() == JobStatus::Pending;
    let daemons = match found.iter().any(waits) {
        true => reader.daemons_of(organization).await?,
        false => Vec::new(),
    };
    let servers: Vec<_> =
        daemons.iter().filter(|daemon| is_seen(daemon, now)).map(DaemonRecord::server).collect();
    let places = match found.iter().any(waits) {
        true => reader.job_places(organization, &found, &servers).await?,
        false => HashMap::new(),
    };
    let view = |job: JobRecord| {
        let place = places.get(&job.id).map(|place| place.competing).unwrap_or_default();
        let matched = waits(&job).then(|| matched(&job, &daemons, now));
        (JobView { place, ..JobView::of(job) }, matched)
    };
    Ok(found.into_iter().map(view).collect())
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
        waiting: None,
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
    Ok(all.into_iter().filter(|daemon| is_seen(daemon, now)).collect())
}

fn is_seen(daemon: &DaemonRecord, now: DateTime<Utc>) -> bool {
    daemon.last_seen_at.is_some_and(|seen| is_online(seen, now))
}

/// The daemons that could take a job, whether or not it waits.
///
/// # Errors
/// The storage's.
pub(crate) async fn matching(
    reader: &Reader,
    job: &JobRecord,
    now: DateTime<Utc>,
) -> Result<Matched, StoreError> {
    Ok(matched(job, &reader.daemons_of(job.organization_id).await?, now))
}

fn matched(job: &JobRecord, daemons: &[DaemonRecord], now: DateTime<Utc>) -> Matched {
    let lane = lane(job);
    let matching: Vec<_> = daemons.iter().filter(|daemon| daemon.server().takes(&lane)).collect();
    Matched {
        count: matching.len(),
        available: matching.iter().filter(|daemon| is_seen(daemon, now)).count(),
        most_recently_seen: matching.iter().filter_map(|daemon| daemon.last_seen_at).max(),
    }
}

fn lane(job: &JobRecord) -> Lane {
    Lane {
        organization: job.organization_id,
        provisioner: job.provisioner,
        tags: job.tags.clone(),
        waiting: 0,
        ahead: 0,
    }
}

/// Those that may take a job that waits.
fn workers(job: &JobRecord, online: &[DaemonRecord]) -> Vec<ProvisionerDaemonId> {
    if job.status() != JobStatus::Pending {
        return Vec::new();
    }
    let lane = lane(job);
    online.iter().filter(|daemon| daemon.server().takes(&lane)).map(|daemon| daemon.id).collect()
}

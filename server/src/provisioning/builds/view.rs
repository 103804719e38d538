//! Builds as they are shown.

use std::collections::HashMap;
use std::sync::Arc;

use burgrave_core::ids::OrganizationId;
use burgrave_core::provisioning::job::JobStatus;
use burgrave_core::provisioning::resources::{Agent, AgentStatus, Connection, PlanFacts};
use burgrave_store::{AgentRecord, Build, BuildRecord, JobRecord, Reader, WorkspaceRecord};
use chrono::{DateTime, Utc};
use futures::try_join;

use crate::fault::Fault;
use crate::provisioning::explain::waiting_reason;
use crate::provisioning::jobs::{self, JobView, Matched};
use crate::provisioning::resources::{ResourceView, of_jobs, plan_of};

/// A build with its job and what it has made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct BuildView {
    /// The workspace that it builds.
    pub(crate) workspace: Arc<WorkspaceRecord>,
    /// The build.
    pub(crate) build: BuildRecord,
    /// What carries it out.
    pub(crate) job: JobView,
    /// The daemons that could take the job, while it waits.
    pub(crate) matched: Option<Matched>,
    /// What it has made, by its name.
    pub(crate) resources: Vec<ResourceView>,
    /// What its plan said beside that; nothing in lists.
    pub(crate) plan: PlanFacts,
}

/// Builds with their workspaces, in the order in which they are given; each kind of thing that they show is
/// read once for all of them.
///
/// # Errors
/// The storage's.
pub(crate) async fn viewed(
    reader: &Reader,
    found: Vec<(Arc<WorkspaceRecord>, Build)>,
    now: DateTime<Utc>,
) -> Result<Vec<BuildView>, Fault> {
    let ended = found.iter().filter(|(_, build)| build.job.status().has_ended());
    let ended: Vec<_> = ended.map(|(_, build)| build.job.id).collect();
    let mut resources = match ended.is_empty() {
        true => HashMap::new(),
        false => of_jobs(reader, &ended, |record, agent| status(record, agent, now)).await?,
    };
    let mut shown = Vec::with_capacity(found.len());
    let mut waiting: HashMap<OrganizationId, (Vec<usize>, Vec<JobRecord>)> = HashMap::new();
    for (at, (workspace, Build { record, job })) in found.into_iter().enumerate() {
        if job.status() == JobStatus::Pending {
            let (places, jobs) = waiting.entry(job.organization_id).or_default();
            places.push(at);
            jobs.push(job.clone());
        }
        let resources = resources.remove(&job.id).unwrap_or_default();
        let (job, plan) = (JobView::of(job), PlanFacts::default());
        shown.push(BuildView { workspace, build: record, job, matched: None, resources, plan });
    }
    for (organization, (places, waiting)) in waiting {
        let competing = jobs::competing(reader, organization, waiting, now).await?;
        for (at, (job, matched)) in places.into_iter().zip(competing) {
            shown[at] = BuildView { job, matched, ..shown[at].clone() };
        }
    }
    Ok(shown)
}

/// One build with what its plan said, and why its job waits.
///
/// # Errors
/// The storage's.
pub(crate) async fn explained(
    reader: &Reader,
    workspace: Arc<WorkspaceRecord>,
    build: Build,
    now: DateTime<Utc>,
) -> Result<BuildView, Fault> {
    let waiting = waiting_reason(reader, &build.job, now).await?;
    let (plan, mut view) =
        try_join!(plan_of(reader, build.job.id), viewed(reader, vec![(workspace, build)], now))?;
    let view = view.pop().ok_or(Fault::Hidden)?;
    Ok(BuildView { job: JobView { waiting, ..view.job }, plan, ..view })
}

/// Whether an agent is connected.
pub(super) fn status(record: &AgentRecord, agent: &Agent, now: DateTime<Utc>) -> AgentStatus {
    let connection = Connection {
        created_at: record.created_at,
        timeout_seconds: agent.connection_timeout_seconds,
        first_connected_at: record.first_connected_at,
        last_connected_at: record.last_connected_at,
        disconnected_at: record.disconnected_at,
    };
    AgentStatus::of(connection, now)
}

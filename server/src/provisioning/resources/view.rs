//! Resources as they are shown.

use std::collections::HashMap;

use burgrave_core::ids::{ProvisionerJobId, ResourceId};
use burgrave_core::provisioning::resources::{Agent, AgentStatus, App, Metadata, PlanFacts};
use burgrave_store::{AgentRecord, Reader, ResourceRecord};
use futures::try_join;
use serde::de::DeserializeOwned;

use crate::fault::Fault;

/// A resource.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ResourceView {
    /// What is kept of it.
    pub(crate) record: ResourceRecord,
    /// What its template tells of it.
    pub(crate) metadata: Vec<Metadata>,
    /// Those that run on it.
    pub(crate) agents: Vec<AgentView>,
}

/// An agent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct AgentView {
    /// What is kept of it.
    pub(crate) record: AgentRecord,
    /// What its template says of it; apps and scripts in the order in which they are shown.
    pub(crate) agent: Agent,
    /// Whether it is connected.
    pub(crate) status: AgentStatus,
}

/// The resources of jobs, those of each job by their names; those of one name in the order in which the job
/// gave them.
///
/// # Errors
/// The storage's; `Internal` for what can't be read.
pub(crate) async fn of_jobs(
    reader: &Reader,
    jobs: &[ProvisionerJobId],
    status: impl Fn(&AgentRecord, &Agent) -> AgentStatus,
) -> Result<HashMap<ProvisionerJobId, Vec<ResourceView>>, Fault> {
    let (records, resources) = try_join!(reader.agents_of(jobs), reader.resources_of(jobs))?;
    let mut agents: HashMap<ResourceId, Vec<AgentView>> = HashMap::new();
    for record in records {
        let mut agent: Agent = kept_as(&record.definition)?;
        in_order(&mut agent.apps);
        agent.devcontainers.iter_mut().for_each(|container| in_order(&mut container.apps));
        let status = status(&record, &agent);
        agents.entry(record.resource_id).or_default().push(AgentView { record, agent, status });
    }
    let mut found: HashMap<_, Vec<ResourceView>> = HashMap::new();
    for record in resources {
        let mut agents = agents.remove(&record.id).unwrap_or_default();
        agents.sort_by(|one, other| {
            (one.agent.order, &one.record.name).cmp(&(other.agent.order, &other.record.name))
        });
        let metadata = kept_as(&record.metadata)?;
        found.entry(record.job_id).or_default().push(ResourceView { record, metadata, agents });
    }
    found.values_mut().for_each(|of| of.sort_by(|one, other| one.record.name.cmp(&other.record.name)));
    Ok(found)
}

fn in_order(apps: &mut [App]) {
    apps.sort_by(|one, other| (one.order, &one.slug).cmp(&(other.order, &other.slug)));
}

/// What the plan of a job said beside its resources.
///
/// # Errors
/// The storage's; `Internal` for what can't be read.
pub(crate) async fn plan_of(reader: &Reader, job: ProvisionerJobId) -> Result<PlanFacts, Fault> {
    match reader.job_plan(job).await? {
        Some(facts) => kept_as(&facts),
        None => Ok(PlanFacts::default()),
    }
}

/// What was kept as JSON.
fn kept_as<T: DeserializeOwned>(text: &str) -> Result<T, Fault> {
    serde_json::from_str(text).map_err(|error| Fault::Internal(format!("what a job made: {error}")))
}

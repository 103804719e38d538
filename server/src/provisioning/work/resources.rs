//! What jobs plan and make, as rows.

use burgrave_core::provisioning::build::Transition;
use burgrave_core::provisioning::resources::{PlanFacts, Resource};
use burgrave_store::{CurrentJob, NewAgent, NewResource};

use crate::application::command::{Automatic, CommandContext};
use crate::fault::Fault;

/// Keeps what a job has planned or made, by the transition for which it is.
///
/// # Errors
/// The storage's.
pub(super) async fn keep(
    context: &CommandContext<Automatic>,
    job: &CurrentJob,
    of: &[(Transition, &[Resource])],
) -> Result<(), Fault> {
    let (mut resources, mut agents) = (Vec::new(), Vec::new());
    let all = of.iter().flat_map(|(transition, some)| some.iter().map(move |one| (*transition, one)));
    for (position, (transition, resource)) in (0_i64..).zip(all) {
        let number = position.to_string();
        let id = context.derived_id(&["resource", &number]);
        for (place, agent) in resource.agents.iter().enumerate() {
            agents.push(NewAgent {
                id: context.derived_id(&["agent", &number, &place.to_string()]),
                resource_id: id,
                job_id: job.id,
                position: i64::try_from(agents.len()).unwrap_or(i64::MAX),
                name: agent.name.clone(),
                definition: json(agent)?,
                times_out_at: agent.times_out_at(context.now),
                now: context.now,
            });
        }
        resources.push(NewResource {
            id,
            job_id: job.id,
            position,
            transition,
            kind: resource.kind.clone(),
            name: resource.name.clone(),
            hide: resource.hide,
            icon: resource.icon.clone(),
            daily_cost: resource.daily_cost,
            metadata: json(&resource.metadata)?,
            module_path: resource.module_path.clone(),
            instance_type: resource.instance_type.clone(),
            now: context.now,
        });
    }
    Ok(context.insert_resources(job, &resources, &agents).await?)
}

/// Keeps what the plan of a job has said beside its resources.
///
/// # Errors
/// The storage's.
pub(super) async fn keep_facts(
    context: &CommandContext<Automatic>,
    job: &CurrentJob,
    facts: &PlanFacts,
) -> Result<(), Fault> {
    if facts.is_empty() {
        return Ok(());
    }
    Ok(context.set_job_plan(job, &json(facts)?).await?)
}

/// A part of a template as it is kept where nothing is looked up by it.
///
/// # Errors
/// `Internal`; no part has what JSON can't say.
pub(super) fn json(part: &impl serde::Serialize) -> Result<String, Fault> {
    serde_json::to_string(part).map_err(|error| Fault::Internal(format!("a template's part: {error}")))
}

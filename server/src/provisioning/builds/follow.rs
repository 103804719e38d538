//! Builds that follow others by themselves.

use burgrave_api::operations;
use burgrave_core::authorization::Automatic as Reason;
use burgrave_core::provisioning::build::{BuildReason, Transition};
use burgrave_store::{Build, Template, Workspace};

use super::begin::{Beginning, begin_automatic};
use super::parameters::GivenParameters;
use super::plan::{BuildPlan, PlanRequest, plan};
use crate::application::command::{Automatic, CommandContext, Entry};
use crate::fault::Fault;

/// A build that is to follow another.
pub(crate) struct FollowUp {
    workspace: Workspace,
    template: Template,
    plan: BuildPlan,
    transition: Transition,
}

/// What is to follow a build when it has succeeded; none where nothing is.
///
/// # Errors
/// The storage's; in the inner result, why it can't follow.
pub(crate) async fn follow_up(
    context: &CommandContext<Automatic>,
    build: &Build,
) -> Result<Result<Option<FollowUp>, Fault>, Fault> {
    let Some(transition) = build.on_success else { return Ok(Ok(None)) };
    let workspace = context.workspace(build.workspace_id).await?;
    let Some(workspace) = workspace.filter(|workspace| workspace.latest_build_id == Some(build.id)) else {
        return Ok(Ok(None));
    };
    let template = context.template_by_id(workspace.template_id).await?;
    let template = template.ok_or_else(|| Fault::Internal("a workspace without a template".into()))?;
    let given = GivenParameters::default();
    let request = PlanRequest {
        template: &template,
        owner: workspace.owner_id,
        workspace: Some(workspace.id),
        previous: Some(build),
        transition,
        named: None,
        automatic_updates: workspace.automatic_updates,
        subject: None,
        updates_template: false,
        given: &given,
    };
    match plan(context, context.evaluations(), &request, Vec::new()).await {
        Ok(plan) => Ok(Ok(Some(FollowUp { workspace, template, plan, transition }))),
        Err(fault) if fault.ends_attempt() => Err(fault),
        Err(fault) => Ok(Err(fault)),
    }
}

/// Begins it, for whoever wanted the build before.
///
/// # Errors
/// The storage's.
pub(crate) async fn follow(
    context: &CommandContext<Automatic>,
    build: &Build,
    next: FollowUp,
) -> Result<Entry, Fault> {
    let FollowUp { workspace, template, plan, transition } = next;
    let record = workspace.record.clone();
    let beginning = Beginning::plain(transition, BuildReason::Initiator, build.initiator_id);
    let begun =
        begin_automatic(context, Reason::Part, workspace, &template, Some(build), &plan, beginning).await?;
    Ok(begun.entry(&record).by(build.initiator_id).of_operation(operations::CREATE_WORKSPACE_BUILD))
}

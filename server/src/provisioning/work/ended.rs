//! What else changes when a job ends without its result.

use burgrave_core::provisioning::build::Transition;
use burgrave_core::provisioning::job::JobType;
use burgrave_core::provisioning::schedule::failure_stops_at;
use burgrave_store::JobRecord;

use crate::application::command::{Automatic, CommandContext};
use crate::fault::Fault;
use crate::provisioning::notices;

/// Notes the time where the version or the build of the job shows it, and tells those whom it concerns. What
/// a start has left that failed is stopped later, where its template says so; nothing follows a job that was
/// canceled.
///
/// # Errors
/// The storage's.
pub(super) async fn note(context: &CommandContext<Automatic>, job: &JobRecord) -> Result<(), Fault> {
    let now = context.now;
    let build = match (job.kind, job.build_id) {
        (JobType::TemplateVersionImport, _) => return Ok(context.touch_version(job.version_id, now).await?),
        // A check looks at a build, and is no part of it.
        (JobType::WorkspaceDrift, _) => return Ok(()),
        (_, Some(build)) => build,
        _ => return Ok(()),
    };
    context.touch_build(build, now).await?;
    let (None, Some(workspace)) = (job.canceled_at, job.workspace_id) else { return Ok(()) };
    let (found, workspace) = (context.build(build).await?, context.workspace(workspace).await?);
    let (Some(found), Some(workspace)) = (found, workspace) else { return Ok(()) };
    notices::build_failed(context, &workspace, &found).await?;
    if found.transition != Transition::Start {
        return Ok(());
    }
    let template = context.template_by_id(workspace.template_id).await?;
    if let Some(at) = template.and_then(|template| failure_stops_at(now, template.failure_ttl_ms)) {
        context.stop_failed_start(build, at).await?;
    }
    Ok(())
}

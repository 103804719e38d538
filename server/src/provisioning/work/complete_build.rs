//! A build ends with what it has made.

use burgrave_core::provisioning::build::Transition;
use burgrave_core::provisioning::resources::Resource;
use burgrave_core::provisioning::schedule::deadline;
use burgrave_store::{BuildEnd, CurrentJob, JobTiming, NotCurrent};

use super::attempt::held;
use super::signals::tell_status;
use super::{JobAttempt, fail, resources};
use crate::application::command::{Audit, Automatic, Command, CommandContext, Exemption, Outcome};
use crate::fault::Fault;

/// Keeps what a build has made, and ends it: the workspace runs, is stopped, or is deleted. A build that was canceled and ended
/// well nevertheless keeps what it has made, and ends as canceled.
#[derive(Debug, Clone)]
pub(crate) struct CompleteBuild {
    /// Which attempt.
    pub(crate) attempt: JobAttempt,
    /// What the next build begins with.
    pub(crate) state: Vec<u8>,
    /// What there is now.
    pub(crate) resources: Vec<Resource>,
    /// How long the parts took.
    pub(crate) timings: Vec<JobTiming>,
}

impl Command for CompleteBuild {
    type Actor = Automatic;
    type Output = Result<(), NotCurrent>;

    fn audit(&self) -> Audit {
        Audit::Exempt(Exemption::Job)
    }

    async fn run(
        &self,
        context: &CommandContext<Automatic>,
    ) -> Result<Outcome<Result<(), NotCurrent>>, Fault> {
        let job = held!(self.attempt, context);
        let build = match job.build_id {
            Some(build) => context.build(build).await?,
            None => None,
        };
        let build = build.ok_or_else(|| Fault::Internal("the end of a build that isn't there".into()))?;
        context.set_build_state(&job, &self.state).await?;
        resources::keep(context, &job, &[(build.transition, &self.resources)]).await?;
        context.set_job_timings(&job, &self.timings).await?;
        context.delete_earlier_agents(&job, context.now).await?;
        match job.canceled_at {
            Some(_) => context.touch_build(build.id, context.now).await?,
            None => context.end_build(&job, end(context, &job, build.transition).await?, context.now).await?,
        }
        let ended = context.complete_job(&job, context.now).await?;
        tell_status(context, &job).await?;
        fail::ended(ended).map(Outcome::unrecorded)
    }
}

/// What the workspace becomes.
async fn end(
    context: &CommandContext<Automatic>,
    job: &CurrentJob,
    transition: Transition,
) -> Result<BuildEnd, Fault> {
    Ok(match transition {
        Transition::Stop => BuildEnd::Stopped,
        Transition::Delete => BuildEnd::Deleted,
        Transition::Start => {
            let workspace = match job.workspace_id {
                Some(workspace) => context.workspace(workspace).await?,
                None => None,
            };
            let ttl = workspace.and_then(|workspace| workspace.ttl_ms);
            BuildEnd::Started { deadline: deadline(transition, context.now, ttl, None), max_deadline: None }
        }
    })
}

//! A build ends with what it has made.

use burgrave_core::ids::WorkspaceId;
use burgrave_core::provisioning::build::{Stage, Transition};
use burgrave_core::provisioning::job::{LogLevel, LogSource};
use burgrave_core::provisioning::resources::Resource;
use burgrave_core::provisioning::schedule::deadline;
use burgrave_store::{Build, BuildEnd, CurrentJob, JobTiming, LogLine, NotCurrent};

use super::attempt::held;
use super::signals::tell_status;
use super::{JobAttempt, fail, resources};
use crate::application::command::{Audit, Automatic, Command, CommandContext, Exemption, Outcome};
use crate::fault::Fault;
use crate::provisioning::builds::{self, FollowUp};

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
        let mut next = None;
        match job.canceled_at {
            Some(_) => context.touch_build(build.id, context.now).await?,
            None => {
                next = next_build(context, &job, &build).await?;
                context.end_build(&job, end(context, &job, build.transition).await?, context.now).await?;
            }
        }
        let ended = context.complete_job(&job, context.now).await?;
        tell_status(context, &job).await?;
        let outcome = Outcome::unrecorded(fail::ended(ended)?);
        Ok(match next {
            Some(next) => outcome.and([builds::follow(context, &build, next).await?]),
            None => outcome,
        })
    }
}

/// What is to follow. Where that can't be built, the log of this build says why.
async fn next_build(
    context: &CommandContext<Automatic>,
    job: &CurrentJob,
    build: &Build,
) -> Result<Option<FollowUp>, Fault> {
    let why = match builds::follow_up(context, build).await? {
        Ok(next) => return Ok(next),
        Err(Fault::Invalid(faults)) => faults
            .iter()
            .map(|fault| format!("{} {}", fault.field, fault.detail))
            .collect::<Vec<_>>()
            .join("; "),
        Err(Fault::Unready { message } | Fault::Refused { message } | Fault::BrokenRule { message, .. }) => {
            message
        }
        Err(_) => "it is not possible now".into(),
    };
    let line = LogLine {
        created_at: context.now,
        source: LogSource::ProvisionerDaemon,
        level: LogLevel::Warn,
        stage: Stage::CleaningUp.name().into(),
        output: format!("The workspace is not started again: {why}"),
    };
    // The attempt was looked up in the same transaction.
    let _ = context.append_job_logs(job, &[line], context.now).await?;
    Ok(None)
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
            let ttl = match job.workspace_id {
                Some(workspace) => ttl(context, workspace).await?,
                None => None,
            };
            BuildEnd::Started { deadline: deadline(transition, context.now, ttl, None), max_deadline: None }
        }
    })
}

/// How long the workspace runs: as its owner says, where the template lets them.
async fn ttl(context: &CommandContext<Automatic>, workspace: WorkspaceId) -> Result<Option<i64>, Fault> {
    let Some(workspace) = context.workspace(workspace).await? else { return Ok(None) };
    let template = context.template_by_id(workspace.template_id).await?;
    Ok(match template {
        Some(template) if !template.allow_user_autostop => {
            Some(template.default_ttl_ms).filter(|ttl| *ttl > 0)
        }
        _ => workspace.ttl_ms,
    })
}

//! A build ends with what it has made.

use burgrave_core::ids::WorkspaceId;
use burgrave_core::provisioning::build::{Stage, Transition};
use burgrave_core::provisioning::job::{LogLevel, LogSource};
use burgrave_core::provisioning::resources::{PlanFacts, Resource};
use burgrave_core::provisioning::schedule::{QuietRule, Weekdays, deadline};
use burgrave_store::{Build, BuildEnd, CurrentJob, JobTiming, LogLine, NotCurrent};
use chrono::{DateTime, Utc};

use super::attempt::held;
use super::signals::tell_status;
use super::{JobAttempt, fail, resources};
use crate::application::command::{Audit, Automatic, Command, CommandContext, Exemption, Outcome};
use crate::fault::Fault;
use crate::provisioning::builds::{self, FollowUp};
use crate::provisioning::notices;

/// Keeps what a build has made, and ends it: the workspace runs, is stopped, or is deleted. A build that was
/// canceled and ended well nevertheless keeps what it has made, and ends as canceled.
#[derive(Debug, Clone)]
pub(crate) struct CompleteBuild {
    /// Which attempt.
    pub(crate) attempt: JobAttempt,
    /// What the next build begins with.
    pub(crate) state: Vec<u8>,
    /// What there is now.
    pub(crate) resources: Vec<Resource>,
    /// What the plan said beside them.
    pub(crate) facts: PlanFacts,
    /// How long the parts took.
    pub(crate) timings: Vec<JobTiming>,
    /// When quiet hours begin; none where workspaces aren't stopped because of them.
    pub(crate) quiet: Option<QuietRule>,
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
        resources::keep_facts(context, &job, &self.facts).await?;
        context.set_job_timings(&job, &self.timings).await?;
        context.delete_earlier_agents(&job, context.now).await?;
        let mut next = None;
        match job.canceled_at {
            Some(_) => context.touch_build(build.id, context.now).await?,
            None => {
                next = next_build(context, &job, &build).await?;
                let end = end(context, &job, build.transition, self.quiet.as_ref()).await?;
                if end == BuildEnd::Deleted
                    && let Some(workspace) = context.workspace(build.workspace_id).await?
                {
                    notices::workspace_deleted(context, &workspace, &build).await?;
                }
                context.end_build(&job, end, context.now).await?;
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
    quiet: Option<&QuietRule>,
) -> Result<BuildEnd, Fault> {
    Ok(match transition {
        Transition::Stop => BuildEnd::Stopped,
        Transition::Delete => BuildEnd::Deleted,
        Transition::Start => {
            let (ttl, max_deadline) = match job.workspace_id {
                Some(workspace) => times(context, workspace, quiet).await?,
                None => (None, None),
            };
            BuildEnd::Started { deadline: deadline(transition, context.now, ttl, max_deadline), max_deadline }
        }
    })
}

/// How long the workspace runs: as its owner says, where the template lets them; and until when it may run at
/// most, because of its owner's quiet hours.
async fn times(
    context: &CommandContext<Automatic>,
    workspace: WorkspaceId,
    quiet: Option<&QuietRule>,
) -> Result<(Option<i64>, Option<DateTime<Utc>>), Fault> {
    let Some(workspace) = context.workspace(workspace).await? else { return Ok((None, None)) };
    let Some(template) = context.template_by_id(workspace.template_id).await? else {
        return Ok((workspace.ttl_ms, None));
    };
    let ttl = match template.allow_user_autostop {
        true => workspace.ttl_ms,
        false => Some(template.default_ttl_ms).filter(|ttl| *ttl > 0),
    };
    let days = Weekdays::from_bits(u8::try_from(template.autostop_days).unwrap_or_default());
    let latest = match quiet.filter(|_| days != Weekdays::NONE) {
        Some(rule) => {
            let (quiet, _) = rule.of(&context.quiet_hours(workspace.owner_id).await?);
            quiet.latest_stop(days, template.autostop_weeks, context.now)
        }
        None => None,
    };
    Ok((ttl, latest))
}

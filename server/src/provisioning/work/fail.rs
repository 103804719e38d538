//! A job ends without its result.

use burgrave_core::provisioning::job::{JobErrorCode, JobType, error_after_cancel};
use burgrave_core::provisioning::resources::{PlanFacts, Resource};
use burgrave_store::{CurrentJob, JobTiming, NotCurrent};

use super::attempt::held;
use super::signals::tell_status;
use super::{JobAttempt, ended, resources};
use crate::application::command::{Audit, Automatic, Command, CommandContext, Exemption, Outcome};
use crate::fault::Fault;

/// Ends a job with an error; one that was canceled ends as canceled, without it.
#[derive(Debug, Clone)]
pub(crate) struct Fail {
    /// Which attempt.
    pub(crate) attempt: JobAttempt,
    /// For people.
    pub(crate) error: String,
    /// For programs.
    pub(crate) code: Option<JobErrorCode>,
    /// What a build has left behind, where it has begun to make something.
    pub(crate) left: Option<Left>,
    /// How long its parts took.
    pub(crate) timings: Vec<JobTiming>,
    /// What was known beside resources when it failed.
    pub(crate) facts: PlanFacts,
}

/// What a build has left behind that didn't end well.
#[derive(Debug, Clone)]
pub(crate) struct Left {
    /// What the next build begins with.
    pub(crate) state: Vec<u8>,
    /// What there is now.
    pub(crate) resources: Vec<Resource>,
}

impl Fail {
    /// The end of a job of which nothing is known but this.
    pub(crate) fn without_result(attempt: JobAttempt, error: String) -> Self {
        Self { attempt, error, code: None, left: None, timings: Vec::new(), facts: PlanFacts::default() }
    }
}

impl Command for Fail {
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
        if let (Some(left), Some(build)) = (&self.left, job.build_id) {
            context.set_build_state(&job, &left.state).await?;
            if let Some(build) = context.build(build).await? {
                resources::keep(context, &job, &[(build.transition, &left.resources)]).await?;
            }
        }
        if job.kind == JobType::WorkspaceBuild {
            context.set_job_timings(&job, &self.timings).await?;
        }
        resources::keep_facts(context, &job, &self.facts).await?;
        let done = end(context, &job, &self.error, self.code).await?;
        tell_status(context, &job).await?;
        self::ended(done).map(Outcome::unrecorded)
    }
}

/// Ends a job with an error, or as canceled, and notes the time where its version or its build shows it.
///
/// # Errors
/// The storage's.
pub(super) async fn end(
    context: &CommandContext<Automatic>,
    job: &CurrentJob,
    error: &str,
    code: Option<JobErrorCode>,
) -> Result<bool, Fault> {
    ended::note(context, job).await?;
    Ok(match error_after_cancel(job.canceled_at.is_some(), error) {
        Some(error) => context.fail_job(job, &without_nul(error), code, context.now).await?,
        None => context.complete_job(job, context.now).await?,
    })
}

/// What became of an end: the attempt was looked up in the same transaction, so it can't have been another's.
///
/// # Errors
/// `Internal` when it was.
pub(super) fn ended(ended: bool) -> Result<Result<(), NotCurrent>, Fault> {
    match ended {
        true => Ok(Ok(())),
        false => Err(Fault::Internal("a job was ended by another in the middle of a transaction".into())),
    }
}

/// PostgreSQL keeps no text with this character.
fn without_nul(error: &str) -> String {
    error.replace('\0', "\u{fffd}")
}

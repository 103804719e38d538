//! A dry run ends with what a build would make.

use burgrave_core::provisioning::build::Transition;
use burgrave_core::provisioning::job::JobType;
use burgrave_core::provisioning::resources::Resource;
use burgrave_store::NotCurrent;

use super::attempt::held;
use super::signals::tell_status;
use super::{JobAttempt, fail, resources};
use crate::application::command::{Audit, Automatic, Command, CommandContext, Exemption, Outcome};
use crate::fault::Fault;

/// Keeps what a start would make, and ends the dry run.
#[derive(Debug, Clone)]
pub(crate) struct CompleteDryRun {
    /// Which attempt.
    pub(crate) attempt: JobAttempt,
    /// What a start would make.
    pub(crate) resources: Vec<Resource>,
}

impl Command for CompleteDryRun {
    type Actor = Automatic;
    type Output = Result<(), NotCurrent>;

    const GUARDS_ITSELF: bool = true;

    fn audit(&self) -> Audit {
        Audit::Exempt(Exemption::Job)
    }

    async fn run(
        &self,
        context: &CommandContext<Automatic>,
    ) -> Result<Outcome<Result<(), NotCurrent>>, Fault> {
        let job = held!(self.attempt, context);
        if job.kind != JobType::TemplateVersionDryRun {
            return Err(Fault::Internal("the end of a dry run by a job that is none".into()));
        }
        resources::keep(context, &job, &[(Transition::Start, &self.resources)]).await?;
        let ended = context.complete_job(&job, context.now).await?;
        tell_status(context, &job).await?;
        fail::ended(ended).map(Outcome::unrecorded)
    }
}

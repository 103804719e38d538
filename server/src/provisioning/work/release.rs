//! A daemon gives a job back.

use burgrave_store::NotCurrent;

use super::attempt::held;
use super::signals::tell_status;
use super::{JobAttempt, jobs_topic};
use crate::application::command::{Audit, Automatic, Command, CommandContext, Exemption, Outcome};
use crate::fault::Fault;

/// Gives back a job that has changed nothing yet: it waits again, in its old place. One that was canceled
/// meanwhile ends.
#[derive(Debug, Clone)]
pub(crate) struct Release {
    /// Which attempt.
    pub(crate) attempt: JobAttempt,
}

impl Command for Release {
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
        context.release_job(&job, context.now).await?;
        tell_status(context, &job).await?;
        context.tell(&jobs_topic(job.organization_id)).await?;
        Ok(Outcome::unrecorded(Ok(())))
    }
}

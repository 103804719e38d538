//! A daemon tells how a job goes.

use burgrave_store::{AppendedLogs, LogLine, NotCurrent};

use super::attempt::held;
use super::{JobAttempt, job_topic};
use crate::application::command::{Audit, Automatic, Command, CommandContext, Exemption, Outcome};
use crate::fault::Fault;

/// The daemon is at work on the job, and adds lines to its log, if any. Gives whether the job was canceled:
/// then the daemon has to end it.
#[derive(Debug, Clone)]
pub(crate) struct Report {
    /// Which attempt.
    pub(crate) attempt: JobAttempt,
    /// In their order.
    pub(crate) lines: Vec<LogLine>,
}

impl Command for Report {
    type Actor = Automatic;
    type Output = Result<bool, NotCurrent>;

    const GUARDS_ITSELF: bool = true;

    fn audit(&self) -> Audit {
        Audit::Exempt(Exemption::Job)
    }

    async fn run(
        &self,
        context: &CommandContext<Automatic>,
    ) -> Result<Outcome<Result<bool, NotCurrent>>, Fault> {
        let job = held!(self.attempt, context);
        let canceled = job.canceled_at.is_some();
        if self.lines.is_empty() {
            context.touch_job(&job, context.now).await?;
            return Ok(Outcome::unrecorded(Ok(canceled)));
        }
        match context.append_job_logs(&job, &self.lines, context.now).await? {
            AppendedLogs::Done => {
                context.tell(&job_topic(job.id)).await?;
                Ok(Outcome::unrecorded(Ok(canceled)))
            }
            AppendedLogs::NotCurrent => Ok(Outcome::unrecorded(Err(NotCurrent::Another))),
        }
    }
}

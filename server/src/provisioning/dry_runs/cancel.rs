//! Canceling a dry run.

use std::sync::Arc;

use burgrave_api::operations;
use burgrave_core::authorization::{Authorized, Automatic};
use burgrave_core::provisioning::job;

use super::DryRun;
use super::create::entry;
use crate::application::Caller;
use crate::application::command::{Audit, Command, CommandContext, Outcome};
use crate::fault::Fault;
use crate::provisioning::signals::job_topic;

/// Ends a dry run: at once while it waits, else by its daemon.
#[derive(Debug)]
pub(crate) struct CancelDryRun {
    /// The dry run.
    pub(crate) dry_run: DryRun,
}

impl Command for CancelDryRun {
    type Actor = Arc<Caller>;
    type Output = ();

    fn audit(&self) -> Audit {
        operations::CANCEL_TEMPLATE_VERSION_DRY_RUN.into()
    }

    /// # Errors
    /// `Hidden`, `Forbidden`; `BrokenRule` when it has ended, or ends already.
    async fn run(&self, context: &CommandContext<Arc<Caller>>) -> Result<Outcome<()>, Fault> {
        let what = "cancel the dry run of another";
        let (version, job) = self.dry_run.find(context, context.caller(), what).await?;
        job::cancel(job.status(), None, true).map_err(|refusal| Fault::rule(refusal.to_string()))?;
        let id = job.id;
        let job = Authorized::automatic(Automatic::Part, job);
        if context.cancel_job(&job, context.now).await?.is_none() {
            return Err(Fault::rule("The job has already ended."));
        }
        context.tell(&job_topic(id)).await?;
        Ok(Outcome::changed((), entry(&version, &id.to_string(), "")))
    }
}

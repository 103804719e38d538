//! A daemon takes the job whose turn it is.

use burgrave_core::ids::ProvisionerDaemonId;
use burgrave_core::provisioning::queue::Server;
use burgrave_store::CurrentJob;

use super::signals::tell_status;
use crate::application::command::{Audit, Automatic, Command, CommandContext, Exemption, Outcome};
use crate::fault::Fault;

/// Takes a job, where one waits that the daemon may take.
pub(crate) struct Acquire {
    /// The daemon.
    pub(crate) worker: ProvisionerDaemonId,
    /// What it may take.
    pub(crate) server: Server,
}

impl Command for Acquire {
    type Actor = Automatic;
    type Output = Option<CurrentJob>;

    const GUARDS_ITSELF: bool = true;

    fn audit(&self) -> Audit {
        Audit::Exempt(Exemption::Job)
    }

    async fn run(&self, context: &CommandContext<Automatic>) -> Result<Outcome<Option<CurrentJob>>, Fault> {
        let job = context.acquire_job(self.worker, &self.server, context.now).await?;
        if let Some(job) = &job {
            tell_status(context, job).await?;
        }
        Ok(Outcome::unrecorded(job))
    }
}

//! Jobs that daemons have left behind: their process ended in the middle of them.

use std::collections::HashMap;

use burgrave_core::ids::{ProvisionerDaemonId, ProvisionerJobId};
use burgrave_core::provisioning::job::JobType;

use super::signals::tell_status;
use super::{fail, jobs_topic};
use crate::application::command::{Audit, Automatic, Command, CommandContext, Exemption, Outcome};
use crate::fault::Fault;

/// Ends every attempt of daemons that carry nothing out any more. What has changed nothing in the world waits
/// again; a build may have, so it fails, and says why.
#[derive(Debug, Clone)]
pub(crate) struct Abandon {
    /// The daemons.
    pub(crate) daemons: Vec<ProvisionerDaemonId>,
    /// Why they carry nothing out.
    pub(crate) reason: Abandoned,
    /// The states that builds were found to have left behind.
    pub(crate) left: HashMap<ProvisionerJobId, Vec<u8>>,
}

/// Why daemons carry nothing out any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Abandoned {
    /// The server stops.
    Stopped,
    /// The server has started again after it had ended in the middle.
    Restarted,
}

impl Abandoned {
    fn error(self) -> &'static str {
        match self {
            Self::Stopped => {
                "The server was stopped while its daemon carried the build out. Look at what is there, and build again."
            }
            Self::Restarted => {
                "The server ended unexpectedly while its daemon carried the build out. Look at what is there, and build \
                 again."
            }
        }
    }
}

impl Command for Abandon {
    type Actor = Automatic;
    /// How many.
    type Output = usize;

    fn audit(&self) -> Audit {
        Audit::Exempt(Exemption::Job)
    }

    async fn run(&self, context: &CommandContext<Automatic>) -> Result<Outcome<usize>, Fault> {
        let mut count = 0;
        for (id, worker) in context.jobs_held_by(&self.daemons).await? {
            let Ok(job) = context.current_job(id, worker, None).await? else { continue };
            count += 1;
            if job.kind == JobType::WorkspaceBuild {
                if let Some(state) = self.left.get(&job.id) {
                    context.set_build_state(&job, state).await?;
                }
                fail::end(context, &job, self.reason.error(), None).await?;
            } else {
                context.release_job(&job, context.now).await?;
                context.tell(&jobs_topic(job.organization_id)).await?;
            }
            tell_status(context, &job).await?;
        }
        Ok(Outcome::unrecorded(count))
    }
}

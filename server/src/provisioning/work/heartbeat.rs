//! Daemons are there.

use burgrave_core::ids::ProvisionerDaemonId;

use crate::application::command::{Audit, Automatic, Command, CommandContext, Exemption, Outcome};
use crate::fault::Fault;

/// All daemons of one process are seen, in one write.
#[derive(Debug, Clone)]
pub(crate) struct Heartbeat {
    /// The daemons.
    pub(crate) daemons: Vec<ProvisionerDaemonId>,
}

impl Command for Heartbeat {
    type Actor = Automatic;
    type Output = ();

    fn audit(&self) -> Audit {
        Audit::Exempt(Exemption::Upkeep)
    }

    async fn run(&self, context: &CommandContext<Automatic>) -> Result<Outcome<()>, Fault> {
        context.see_daemons(&self.daemons, context.now).await?;
        Ok(Outcome::unrecorded(()))
    }
}

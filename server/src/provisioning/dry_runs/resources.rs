//! What a dry run found that a start would make.

use std::sync::Arc;

use burgrave_core::provisioning::resources::AgentStatus;

use super::DryRun;
use super::get::READ;
use crate::application::{App, Caller};
use crate::fault::Fault;
use crate::provisioning::resources::{ResourceView, of_jobs};

/// Resources by their names. Their agents never connect: nothing is made of them.
///
/// # Errors
/// `Hidden`, `Forbidden`; `BrokenRule` before the dry run has ended.
pub(crate) async fn resources(
    app: &App,
    caller: Arc<Caller>,
    dry_run: DryRun,
) -> Result<Vec<ResourceView>, Fault> {
    app.store()
        .scan(move |reader| async move {
            let (_, job) = dry_run.find(&reader, &caller, READ).await?;
            if !job.status().has_ended() {
                return Err(Fault::rule("The dry run has not ended yet. Try again when it has."));
            }
            let mut found = of_jobs(&reader, &[job.id], |_, _| AgentStatus::Connecting).await?;
            Ok(found.remove(&job.id).unwrap_or_default())
        })
        .await
}

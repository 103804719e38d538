//! What an import found that the template makes.

use std::sync::Arc;

use burgrave_core::authorization::Read;
use burgrave_core::ids::TemplateVersionId;
use burgrave_core::provisioning::resources::AgentStatus;

use super::get::READ;
use super::results::unfinished;
use crate::application::{App, Caller, find};
use crate::fault::Fault;
use crate::provisioning::resources::{ResourceView, of_jobs};

/// Resources for a start and for a stop, by their names. Their agents never connect: nothing is made of them.
///
/// # Errors
/// `Hidden`; `BrokenRule` before the import has ended.
pub(crate) async fn resources(
    app: &App,
    caller: Arc<Caller>,
    id: TemplateVersionId,
) -> Result<Vec<ResourceView>, Fault> {
    app.store()
        .scan(move |reader| async move {
            let version = find::template_version::<Read>(&reader, &caller, id, READ).await?;
            if !version.job.status().has_ended() {
                return Err(Fault::rule(unfinished()));
            }
            let mut found = of_jobs(&reader, &[version.job_id], |_, _| AgentStatus::Connecting).await?;
            Ok(found.remove(&version.job_id).unwrap_or_default())
        })
        .await
}

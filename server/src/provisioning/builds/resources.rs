//! What a build has made.

use std::sync::Arc;

use burgrave_core::authorization::Read;
use burgrave_core::ids::WorkspaceBuildId;

use super::get::READ;
use super::view::status;
use crate::application::{App, Caller, find};
use crate::fault::Fault;
use crate::provisioning::resources::{ResourceView, of_jobs};

/// Resources by their names, the same as in the build itself; also what a build that failed has left.
///
/// # Errors
/// `Hidden`; `BrokenRule` before the job has ended.
pub(crate) async fn resources(
    app: &App,
    caller: Arc<Caller>,
    id: WorkspaceBuildId,
) -> Result<Vec<ResourceView>, Fault> {
    let now = app.now();
    app.store()
        .scan(move |reader| async move {
            let (_, build) = find::build::<Read>(&reader, &caller, id, READ).await?;
            if !build.job.status().has_ended() {
                return Err(Fault::rule("This build has not ended yet. Try again when its job has."));
            }
            let job = build.job_id;
            let mut found = of_jobs(&reader, &[job], |record, agent| status(record, agent, now)).await?;
            Ok(found.remove(&job).unwrap_or_default())
        })
        .await
}

//! Reading one job of an organization.

use std::sync::Arc;

use burgrave_core::ids::ProvisionerJobId;

use super::view::{JobView, listed};
use crate::application::{App, Caller};
use crate::fault::Fault;
use crate::provisioning::explain::waiting_reason;
use crate::provisioning::organization_of_jobs;

/// The job.
///
/// # Errors
/// `Hidden`, also for those who see the organization and not its jobs, and for a job of another organization.
pub(crate) async fn get(
    app: &App,
    caller: Arc<Caller>,
    organization: String,
    job: ProvisionerJobId,
) -> Result<JobView, Fault> {
    let now = app.now();
    app.store()
        .scan(move |reader| async move {
            let organization = organization_of_jobs(&reader, &caller, &organization).await?;
            let found = reader.job_with_metadata(organization, job).await?.ok_or(Fault::Hidden)?;
            let waiting = waiting_reason(&reader, &found.job, now).await?;
            let view = listed(&reader, organization, vec![found], now).await?.pop().ok_or(Fault::Hidden)?;
            Ok(JobView { waiting, ..view })
        })
        .await
}

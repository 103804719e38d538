//! Listing the jobs of an organization.

use std::sync::Arc;

use burgrave_store::JobFilter;

use super::view::{JobView, listed};
use crate::application::{App, Caller};
use crate::fault::Fault;
use crate::provisioning::organization_of_jobs;

/// Jobs of an organization, newest first.
///
/// # Errors
/// `Hidden`, also for those who see the organization and not its jobs.
pub(crate) async fn list(
    app: &App,
    caller: Arc<Caller>,
    organization: String,
    filter: JobFilter,
) -> Result<Vec<JobView>, Fault> {
    let now = app.now();
    app.store()
        .scan(move |reader| async move {
            let organization = organization_of_jobs(&reader, &caller, &organization).await?;
            let found = reader.jobs(organization, &filter).await?;
            Ok(listed(&reader, organization, found, now).await?)
        })
        .await
}

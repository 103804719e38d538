//! Listing the daemons of an organization.

use std::sync::Arc;

use burgrave_core::authorization::{Authorized, Object, Read, Resource};
use burgrave_store::{DaemonList, DaemonWithJobs};

use crate::application::{App, Caller};
use crate::fault::Fault;
use crate::provisioning::organization_of_jobs;

/// Daemons of an organization with what they do, newest first.
///
/// # Errors
/// `Hidden`, also for those who see the organization and not its daemons.
pub(crate) async fn list(
    app: &App,
    caller: Arc<Caller>,
    organization: String,
    asked: DaemonList,
) -> Result<Vec<DaemonWithJobs>, Fault> {
    let now = app.now();
    app.store()
        .scan(move |reader| async move {
            // The list tells what the daemons do.
            let organization = organization_of_jobs(&reader, &caller, &organization).await?;
            let daemons = Object::within(Resource::ProvisionerDaemon, organization);
            Authorized::<Read, _>::permit(&caller.subject, daemons).map_err(|_| Fault::Hidden)?;
            Ok(reader.daemons(organization, &asked, now).await?)
        })
        .await
}

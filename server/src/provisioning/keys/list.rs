//! The keys of an organization, and the daemons that came in by them.

use std::sync::Arc;

use burgrave_core::authorization::{Authorized, Object, Read, Resource};
use burgrave_core::ids::{OrganizationId, ProvisionerKeyId};
use burgrave_core::provisioning::daemon::{DaemonFilter, HEARTBEAT_INTERVAL};
use burgrave_core::provisioning::key::ReservedKey;
use burgrave_store::{DaemonList, DaemonWithJobs, ProvisionerKeyRecord, Reader};

use crate::application::{App, Caller};
use crate::fault::Fault;
use crate::provisioning::organization_of_jobs;

/// A key, and the daemons that came in by it.
pub(crate) struct KeyDaemons {
    /// The key.
    pub(crate) key: ProvisionerKeyRecord,
    /// Newest first.
    pub(crate) daemons: Vec<DaemonWithJobs>,
}

/// The keys, the oldest first; none that nobody makes.
///
/// # Errors
/// `Hidden`.
pub(crate) async fn list(
    app: &App,
    caller: Arc<Caller>,
    organization: String,
) -> Result<Vec<ProvisionerKeyRecord>, Fault> {
    app.store()
        .scan(move |reader| async move {
            let organization = readable(&reader, &caller, &organization).await?;
            Ok(reader.provisioner_keys(organization).await?)
        })
        .await
}

/// The keys with the daemons that were heard of lately, those that nobody makes included.
///
/// # Errors
/// `Hidden`.
pub(crate) async fn list_with_daemons(
    app: &App,
    caller: Arc<Caller>,
    organization: String,
) -> Result<Vec<KeyDaemons>, Fault> {
    let now = app.now();
    app.store()
        .scan(move |reader| async move {
            let organization = readable(&reader, &caller, &organization).await?;
            let default = reader.default_organization().await?.filter(|default| default.id == organization);
            let reserved = |key: ReservedKey| ProvisionerKeyRecord {
                id: key.id(),
                organization_id: organization,
                name: key.name().into(),
                tags: "{}".into(),
                created_at: default.as_ref().map_or(now, |default| default.created_at),
            };
            let own = reader.provisioner_keys(organization).await?;
            let keys: Vec<_> = match default {
                Some(_) => ReservedKey::ALL.map(reserved).into_iter().chain(own).collect(),
                None => own.into_iter().chain([reserved(ReservedKey::UserAuth)]).collect(),
            };
            let filter = DaemonFilter {
                offline: Some(true),
                max_age: Some(HEARTBEAT_INTERVAL * 3),
                ..DaemonFilter::default()
            };
            let asked = DaemonList { filter, ..DaemonList::default() };
            let mut daemons = reader.daemons(organization, &asked, now).await?;
            let mut of = |key: ProvisionerKeyId| {
                let (these, others) = std::mem::take(&mut daemons)
                    .into_iter()
                    .partition(|one| one.daemon.key_id.unwrap_or(ReservedKey::BuiltIn.id()) == key);
                daemons = others;
                these
            };
            Ok(keys.into_iter().map(|key| KeyDaemons { daemons: of(key.id), key }).collect())
        })
        .await
}

/// The organization whose daemons the caller may read.
async fn readable(reader: &Reader, caller: &Caller, written: &str) -> Result<OrganizationId, Fault> {
    let organization = organization_of_jobs(reader, caller, written).await?;
    let daemons = Object::within(Resource::ProvisionerDaemon, organization);
    Authorized::<Read, _>::permit(&caller.subject, daemons).map_err(|_| Fault::Hidden)?;
    Ok(organization)
}

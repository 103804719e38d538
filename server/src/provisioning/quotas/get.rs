//! Reading what somebody may spend and spends.

use std::sync::Arc;

use burgrave_core::authorization::{Authorized, Read};
use burgrave_core::provisioning::quota::UNLIMITED;
use burgrave_store::{OrganizationRecord, Quota, Reader, UserRecord};

use super::enforced;
use crate::application::{App, Caller, find};
use crate::fault::Fault;

/// Whose quota is meant, and where.
#[derive(Debug, Clone)]
pub(crate) struct Holder {
    /// The organization, by id or name.
    pub(crate) organization: String,
    /// The user, by id or name.
    pub(crate) user: String,
}

impl Holder {
    /// The organization and the user, as far as the caller may read them.
    ///
    /// # Errors
    /// `Hidden` for either.
    pub(super) async fn find(
        &self,
        reader: &Reader,
        caller: &Caller,
    ) -> Result<(Authorized<Read, OrganizationRecord>, Authorized<Read, UserRecord>), Fault> {
        let what = "read this organization";
        let organization = find::organization::<Read>(reader, caller, &self.organization, what).await?;
        Ok((organization, find::user(reader, caller, &self.user).await?))
    }
}

/// The quota; its budget is [`UNLIMITED`] where quotas don't count.
///
/// # Errors
/// `Hidden` for the organization and for the user.
pub(crate) async fn get(app: &App, caller: Arc<Caller>, holder: Holder) -> Result<Quota, Fault> {
    let counts = enforced(app);
    app.store()
        .scan(move |reader| async move {
            let (organization, user) = holder.find(&reader, &caller).await?;
            let quota = reader.quota(organization.id, user.id).await?;
            Ok(if counts { quota } else { Quota { budget: UNLIMITED, ..quota } })
        })
        .await
}

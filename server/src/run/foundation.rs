//! What every deployment has from its first start: an identity, the default organization, and its group
//! Everyone.

use burgrave_core::authorization::{Authorized, Automatic};
use burgrave_core::ids::OrganizationId;
use burgrave_store::{GroupSource, Inserted, NewGroup, NewOrganization, Store, StoreError, Tx};
use chrono::{DateTime, Utc};
use uuid::Uuid;

/// The setting that holds the identity of the deployment.
pub(crate) const DEPLOYMENT_ID: &str = "deployment_id";

/// What the database held or holds now.
pub(super) struct Foundation {
    /// Identity of the deployment, made once with its database.
    pub(super) deployment_id: Uuid,
    /// Whether a user can log in already.
    pub(super) has_users: bool,
}

/// Lays what is missing. `fresh` are two new ids, for the deployment and the organization.
pub(super) async fn lay(
    store: &Store,
    fresh: (Uuid, Uuid),
    now: DateTime<Utc>,
) -> Result<Foundation, StoreError> {
    let (deployment, organization) = fresh;
    store
        .write(move |tx| async move {
            if tx.default_organization().await?.is_none() {
                found_organization(&tx, organization.into(), now).await?;
            }
            let deployment_id = identity(&tx, deployment, now).await?;
            Ok(Foundation { deployment_id, has_users: tx.any_user().await? })
        })
        .await
}

async fn identity(tx: &Tx, fresh: Uuid, now: DateTime<Utc>) -> Result<Uuid, StoreError> {
    if let Some(known) = tx.setting(DEPLOYMENT_ID).await? {
        return known.parse().map_err(|_| StoreError::Corrupt("the deployment's id is no UUID".into()));
    }
    tx.set_setting(DEPLOYMENT_ID, &fresh.to_string(), now).await?;
    Ok(fresh)
}

async fn found_organization(tx: &Tx, id: OrganizationId, now: DateTime<Utc>) -> Result<(), StoreError> {
    let organization = NewOrganization {
        id,
        name: "coder".into(),
        display_name: "Coder".into(),
        description: String::new(),
        icon: String::new(),
        is_default: true,
        now,
    };
    let everyone = NewGroup {
        id: id.everyone(),
        organization_id: id,
        name: "Everyone".into(),
        display_name: String::new(),
        avatar_url: String::new(),
        quota_allowance: 0,
        source: GroupSource::User,
        now,
    };
    let taken = || StoreError::Corrupt("an organization named coder is not the default one".into());
    let organization = Authorized::automatic(Automatic::Setup, organization);
    let everyone = Authorized::automatic(Automatic::Setup, everyone);
    if tx.insert_organization(&organization).await? == Inserted::Taken {
        return Err(taken());
    }
    match tx.insert_group(&everyone).await? {
        Inserted::Done => Ok(()),
        Inserted::Taken => Err(taken()),
    }
}

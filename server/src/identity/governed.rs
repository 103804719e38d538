//! What the claims of the identity provider decide can't be decided by hand: it would be undone at the next
//! login.

use burgrave_core::idpsync::{OrganizationSync, RoleSync};
use burgrave_core::ids::OrganizationId;
use burgrave_store::{LoginType, ORGANIZATION_SYNC, Reader, SyncKind, UserRecord};
use serde::de::DeserializeOwned;

use crate::config::OidcSync;
use crate::fault::Fault;

/// Refuses to add a user by hand whose memberships follow the claims.
///
/// # Errors
/// `BrokenRule`.
pub(crate) async fn memberships(
    reader: &Reader,
    user: &UserRecord,
    defaults: &OidcSync,
) -> Result<(), Fault> {
    if user.login_type != LoginType::Oidc || organization_sync(reader, defaults).await?.field.is_empty() {
        return Ok(());
    }
    Err(Fault::BrokenRule {
        message:
            "Organization sync is enabled for OIDC users: this user's memberships can't be given by hand."
                .into(),
        detail: Some("They follow the claims of the identity provider at each login.".into()),
        fields: Vec::new(),
    })
}

/// Refuses to change roles in an organization by hand that follow the claims.
///
/// # Errors
/// `BrokenRule`.
pub(crate) async fn roles(
    reader: &Reader,
    organization: OrganizationId,
    user: &UserRecord,
) -> Result<(), Fault> {
    if user.login_type != LoginType::Oidc {
        return Ok(());
    }
    match reader.idp_sync(organization, SyncKind::Roles).await? {
        Some(text) if !parsed::<RoleSync>(&text)?.field.is_empty() => Err(governed()),
        _ => Ok(()),
    }
}

/// Refuses to change roles of the site by hand that follow the claims.
///
/// # Errors
/// `BrokenRule`.
pub(crate) fn site_roles(user: &UserRecord, defaults: &OidcSync) -> Result<(), Fault> {
    let free = user.login_type != LoginType::Oidc || defaults.site_roles.field.is_empty();
    if free { Ok(()) } else { Err(governed()) }
}

/// The organization synchronization; the operator's when it was never set.
pub(crate) async fn organization_sync(
    reader: &Reader,
    defaults: &OidcSync,
) -> Result<OrganizationSync, Fault> {
    let found = reader.setting(ORGANIZATION_SYNC).await?;
    found.map_or_else(|| Ok(defaults.organizations.clone()), |text| parsed(&text))
}

/// Settings of the synchronization as they are kept.
///
/// # Errors
/// `Internal` for what is damaged.
pub(crate) fn parsed<S: DeserializeOwned>(text: &str) -> Result<S, Fault> {
    serde_json::from_str(text).map_err(|error| Fault::Internal(format!("stored sync settings: {error}")))
}

fn governed() -> Fault {
    Fault::BrokenRule {
        message: "Cannot modify roles for OIDC users when role sync is enabled.".into(),
        detail: Some("They follow the claims of the identity provider at each login.".into()),
        fields: Vec::new(),
    }
}

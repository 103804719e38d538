//! What the claims of the identity provider decide can't be decided by hand: it would be undone at the next login.

use burgrave_core::idpsync::RoleSync;
use burgrave_core::ids::OrganizationId;
use burgrave_store::{LoginType, Reader, UserRecord};

use super::stored;
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
    if user.login_type != LoginType::Oidc || stored::organizations(reader, defaults).await?.field.is_empty() {
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
    defaults: &OidcSync,
) -> Result<(), Fault> {
    if user.login_type != LoginType::Oidc {
        return Ok(());
    }
    let settings: RoleSync = stored::of(reader, organization, defaults).await?;
    if settings.field.is_empty() { Ok(()) } else { Err(governed()) }
}

/// Refuses to change roles of the site by hand that follow the claims.
///
/// # Errors
/// `BrokenRule`.
pub(crate) fn site_roles(user: &UserRecord, defaults: &OidcSync) -> Result<(), Fault> {
    let free = user.login_type != LoginType::Oidc || defaults.site_roles.field.is_empty();
    if free { Ok(()) } else { Err(governed()) }
}

fn governed() -> Fault {
    Fault::BrokenRule {
        message: "Cannot modify roles for OIDC users when role sync is enabled.".into(),
        detail: Some("They follow the claims of the identity provider at each login.".into()),
        fields: Vec::new(),
    }
}

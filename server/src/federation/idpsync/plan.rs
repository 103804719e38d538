//! What the settings of now make of claims: the same for a login and for a preview.

use burgrave_core::idpsync::{
    self, ClaimFault, Claims, GroupSync, GroupTarget, KnownGroup, Outcome, RoleSync,
};
use burgrave_core::ids::OrganizationId;
use burgrave_store::{OrganizationFilter, OrganizationRecord, Reader};

use super::stored;
use crate::config::OidcSync;
use crate::fault::Fault;
use crate::identity::governed;

/// The plan of one synchronization: none when it is off.
pub(super) type Synced<T> = Result<Option<Outcome<T>>, ClaimFault>;

/// Memberships.
pub(super) struct Memberships {
    /// The claim.
    pub(super) field: String,
    /// The outcome.
    pub(super) synced: Synced<OrganizationId>,
    /// Every organization.
    pub(super) known: Vec<OrganizationRecord>,
}

/// Groups and roles in one organization.
pub(super) struct OrganizationPlan {
    /// The organization.
    pub(super) organization: OrganizationId,
    /// The claim of groups.
    pub(super) group_field: String,
    /// Its groups but Everyone.
    pub(super) known: Vec<KnownGroup>,
    /// What the claims come to.
    pub(super) groups: Synced<GroupTarget>,
    /// The claim of roles.
    pub(super) role_field: String,
    /// What the claims come to.
    pub(super) roles: Synced<String>,
}

impl Memberships {
    /// The default organization.
    pub(super) fn default(&self) -> Option<&OrganizationRecord> {
        self.known.iter().find(|organization| organization.is_default)
    }

    /// An organization by its id.
    pub(super) fn named(&self, id: OrganizationId) -> Option<&OrganizationRecord> {
        self.known.iter().find(|organization| organization.id == id)
    }
}

/// What the claims make of memberships.
pub(super) async fn memberships(
    reader: &Reader,
    claims: &Claims,
    defaults: &OidcSync,
) -> Result<Memberships, Fault> {
    let settings = governed::organization_sync(reader, defaults).await?;
    let known = reader.organizations(&OrganizationFilter::default()).await?;
    let ids: Vec<OrganizationId> = known.iter().map(|organization| organization.id).collect();
    let default = known.iter().find(|organization| organization.is_default).map(|found| found.id);
    let default = default.ok_or_else(|| Fault::Internal("there is no default organization".into()))?;
    let synced = idpsync::organizations(&settings, claims, &ids, default);
    Ok(Memberships { field: settings.field, synced, known })
}

/// What the claims make of groups and roles in an organization.
pub(super) async fn place(
    reader: &Reader,
    organization: OrganizationId,
    claims: &Claims,
    defaults: &OidcSync,
) -> Result<OrganizationPlan, Fault> {
    let by_groups: GroupSync = stored::of(reader, organization, defaults).await?;
    let by_roles: RoleSync = stored::of(reader, organization, defaults).await?;
    let custom = reader.custom_role_names(organization).await?;
    let groups = reader.group_names(organization).await?;
    let known: Vec<_> = groups.into_iter().map(|(id, name)| KnownGroup { id, name }).collect();
    Ok(OrganizationPlan {
        organization,
        groups: idpsync::groups(&by_groups, claims, &known),
        group_field: by_groups.field,
        known,
        roles: idpsync::organization_roles(&by_roles, claims, &custom),
        role_field: by_roles.field,
    })
}

//! A role, wherever it comes from.

use burgrave_core::authorization::{OrganizationRole, RolePermissions, SiteRole};
use burgrave_core::ids::OrganizationId;
use burgrave_store::CustomRoleRecord;

/// A role and what it may do.
#[derive(Debug, Clone)]
pub(crate) struct RoleView {
    /// Name by which it is assigned.
    pub(crate) name: String,
    /// Name for people.
    pub(crate) display_name: String,
    /// The organization in which it counts; none for a role of the site.
    pub(crate) organization: Option<OrganizationId>,
    /// Whether it is one of every deployment.
    pub(crate) built_in: bool,
    /// What it may do.
    pub(crate) permissions: RolePermissions,
}

impl From<SiteRole> for RoleView {
    fn from(role: SiteRole) -> Self {
        let (name, display_name) = (role.as_str().into(), role.display_name().into());
        Self { name, display_name, organization: None, built_in: true, permissions: role.permissions() }
    }
}

impl RoleView {
    /// A built-in role in one organization.
    pub(super) fn within(organization: OrganizationId, role: OrganizationRole) -> Self {
        Self {
            name: role.as_str().into(),
            display_name: role.display_name().into(),
            organization: Some(organization),
            built_in: true,
            permissions: role.permissions(),
        }
    }
}

impl From<CustomRoleRecord> for RoleView {
    fn from(role: CustomRoleRecord) -> Self {
        Self {
            name: role.name,
            display_name: role.display_name,
            organization: Some(role.organization_id),
            built_in: false,
            permissions: RolePermissions { organization: role.permissions, ..RolePermissions::default() },
        }
    }
}

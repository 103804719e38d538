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
    /// Whose it is, if it is a custom role.
    pub(crate) organization: Option<OrganizationId>,
    /// What it may do.
    pub(crate) permissions: RolePermissions,
}

impl From<SiteRole> for RoleView {
    fn from(role: SiteRole) -> Self {
        let (name, display_name) = (role.as_str().into(), role.display_name().into());
        Self { name, display_name, organization: None, permissions: role.permissions() }
    }
}

impl From<OrganizationRole> for RoleView {
    fn from(role: OrganizationRole) -> Self {
        let (name, display_name) = (role.as_str().into(), role.display_name().into());
        Self { name, display_name, organization: None, permissions: role.permissions() }
    }
}

impl From<CustomRoleRecord> for RoleView {
    fn from(role: CustomRoleRecord) -> Self {
        Self {
            name: role.name,
            display_name: role.display_name,
            organization: Some(role.organization_id),
            permissions: RolePermissions { site: Vec::new(), organization: role.permissions },
        }
    }
}

//! Built-in roles as lists of permissions, for those who want to read what a role may do.

use super::grants::Grant;
use super::{Action, OrganizationRole, Permission, Resource, SiteRole};
use strum::VariantArray as _;

/// A role's permissions, by where they count.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RolePermissions {
    /// Everywhere.
    pub site: Vec<Permission>,
    /// In the organization in which the role is held.
    pub organization: Vec<Permission>,
    /// On what is the holder's own: in that organization, or everywhere for a role of the site.
    pub own: Vec<Permission>,
}

impl SiteRole {
    /// What the role may do.
    #[must_use]
    pub fn permissions(self) -> RolePermissions {
        RolePermissions {
            site: listed(self.table()),
            organization: Vec::new(),
            own: listed(self.own_table()),
        }
    }
}

impl OrganizationRole {
    /// What the role may do.
    #[must_use]
    pub fn permissions(self) -> RolePermissions {
        let finds_people =
            Permission { resource: Some(Resource::User), action: Some(Action::Read), negate: false };
        let site = if self.reads_users() { vec![finds_people] } else { Vec::new() };
        RolePermissions { site, organization: listed(self.table()), own: listed(self.own_table()) }
    }
}

fn listed(table: &[Grant]) -> Vec<Permission> {
    table.iter().flat_map(permissions).collect()
}

fn permissions(line: &Grant) -> Vec<Permission> {
    let one = |resource, action, negate| Permission { resource: Some(resource), action, negate };
    let these = |resource, actions: &[Action], negate| {
        actions.iter().map(|action| one(resource, Some(*action), negate)).collect()
    };
    match line {
        Grant::EverythingBut(others) => {
            let rest = Resource::VARIANTS.iter().filter(|resource| !others.contains(resource));
            rest.map(|resource| one(*resource, None, false)).collect()
        }
        Grant::All(resource) => vec![one(*resource, None, false)],
        Grant::AllBut(resource, others) => {
            let rest = resource.actions().iter().filter(|action| !others.contains(action));
            rest.map(|action| one(*resource, Some(*action), false)).collect()
        }
        Grant::These(resource, actions) => these(*resource, actions, false),
        Grant::Never(resource, actions) => these(*resource, actions, true),
    }
}

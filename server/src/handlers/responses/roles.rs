//! Answers about roles.

use burgrave_api::{AssignableRole, Role, RolePermission, SlimRole};
use burgrave_core::authorization::{self, OrganizationRole, SiteRole};
use burgrave_core::ids::OrganizationId;
use burgrave_store as store;

use crate::identity::roles::RoleView;
use crate::identity::roles::list::Assignable;

pub(crate) fn role(of: RoleView) -> Role {
    let own = permissions(&of.permissions.own);
    let (own_in_organization, own_everywhere) =
        if of.organization.is_some() { (own, Vec::new()) } else { (Vec::new(), own) };
    Role {
        name: of.name,
        organization_id: of.organization,
        display_name: of.display_name,
        site_permissions: permissions(&of.permissions.site),
        organization_permissions: permissions(&of.permissions.organization),
        organization_member_permissions: own_in_organization,
        user_permissions: own_everywhere,
    }
}

pub(crate) fn assignable_role(of: Assignable) -> AssignableRole {
    let built_in = of.role.built_in;
    let role = role(of.role);
    AssignableRole {
        name: role.name,
        organization_id: role.organization_id,
        display_name: role.display_name,
        site_permissions: role.site_permissions,
        organization_permissions: role.organization_permissions,
        organization_member_permissions: role.organization_member_permissions,
        user_permissions: role.user_permissions,
        assignable: of.by_caller,
        built_in,
    }
}

fn permissions(of: &[authorization::Permission]) -> Vec<RolePermission> {
    let permission = |rule: &authorization::Permission| RolePermission {
        negate: rule.negate,
        resource_type: rule.resource.map_or("*", |resource| resource.as_str()).into(),
        action: rule.action.map_or("*", |action| action.as_str()).into(),
    };
    of.iter().map(permission).collect()
}

/// Names without a role are left out.
pub(super) fn site_roles(names: &[String]) -> Vec<SlimRole> {
    let roles = names.iter().filter_map(|name| name.parse::<SiteRole>().ok());
    roles.map(|role| slim(role.as_str(), role.display_name(), None)).collect()
}

pub(super) fn organization_roles(
    organization: OrganizationId,
    names: &[String],
    custom: &[store::CustomRoleRecord],
) -> Vec<SlimRole> {
    let known = |name: &String| match name.parse::<OrganizationRole>().ok() {
        Some(role) => Some(slim(role.as_str(), role.display_name(), Some(organization))),
        None => {
            let own = custom.iter().find(|role| role.name == *name)?;
            Some(slim(&own.name, &own.display_name, Some(organization)))
        }
    };
    names.iter().filter_map(known).collect()
}

fn slim(name: &str, display_name: &str, organization_id: Option<OrganizationId>) -> SlimRole {
    SlimRole { name: name.into(), display_name: display_name.into(), organization_id }
}

//! Answers about the members of organizations.

use burgrave_api::{OrganizationMember, OrganizationMemberWithUserData};
use burgrave_store as store;

use super::never_or;
use super::roles::{organization_roles, site_roles};
use super::users::{login_type, status};

/// A membership; `custom`: the custom roles of the organization.
pub(crate) fn member(of: store::MemberRecord, custom: &[store::CustomRoleRecord]) -> OrganizationMember {
    OrganizationMember {
        user_id: of.user_id,
        organization_id: of.organization_id,
        created_at: of.created_at,
        updated_at: of.updated_at,
        roles: organization_roles(of.organization_id, &of.roles, custom),
    }
}

pub(crate) fn member_with_user(
    of: store::MemberWithUser,
    custom: &[store::CustomRoleRecord],
) -> OrganizationMemberWithUserData {
    let store::MemberWithUser { member, user } = of;
    OrganizationMemberWithUserData {
        user_id: member.user_id,
        organization_id: member.organization_id,
        created_at: member.created_at,
        updated_at: member.updated_at,
        roles: organization_roles(member.organization_id, &member.roles, custom),
        global_roles: site_roles(&user.rbac_roles),
        status: status(user.status),
        login_type: login_type(user.login_type),
        last_seen_at: never_or(user.last_seen_at),
        username: user.username,
        name: user.name,
        avatar_url: user.avatar_url,
        email: user.email,
        user_created_at: user.created_at,
        user_updated_at: user.updated_at,
    }
}

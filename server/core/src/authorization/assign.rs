//! Who may give and take which role.

use crate::ids::OrganizationId;

use super::{OrganizationRole, SiteRole, Subject};

/// Whether the subject's roles let them give and take this site role. The permission to assign is asked for
/// beside it.
#[must_use]
pub fn may_assign_site_role(subject: &Subject, role: SiteRole) -> bool {
    let admin = subject.site_roles.contains(&SiteRole::UserAdmin) && role == SiteRole::Member;
    subject.site_roles.contains(&SiteRole::Owner) || admin
}

/// The same for a role in an organization; none stands for a custom role.
#[must_use]
pub fn may_assign_organization_role(
    subject: &Subject,
    organization: OrganizationId,
    role: Option<OrganizationRole>,
) -> bool {
    if subject.site_roles.contains(&SiteRole::Owner) {
        return true;
    }
    let here = |wanted| subject.membership(organization).is_some_and(|place| place.roles.contains(&wanted));
    let governs_members =
        subject.site_roles.contains(&SiteRole::UserAdmin) || here(OrganizationRole::UserAdmin);
    // Having workspaces is a part of plain membership.
    let plain = [OrganizationRole::Member, OrganizationRole::WorkspaceAccess];
    here(OrganizationRole::Admin) || (governs_members && role.is_some_and(|role| plain.contains(&role)))
}

//! Who acts.

use crate::ids::{GroupId, OrganizationId, UserId};

use super::{OrganizationRole, Permission, Scope, SiteRole};

/// An acting user, with everything that determines their permissions.
#[derive(Debug, Clone, PartialEq)]
pub struct Subject {
    /// The user.
    pub id: UserId,
    /// Site roles beside the implicit `member`.
    pub site_roles: Vec<SiteRole>,
    /// One for each organization that the user is a member of.
    pub memberships: Vec<Membership>,
    /// Groups that the user was put into; Everyone is not among them.
    pub groups: Vec<GroupId>,
    /// How far the credential reaches.
    pub scope: Scope,
}

/// A place in one organization.
#[derive(Debug, Clone, PartialEq)]
pub struct Membership {
    /// The organization.
    pub organization: OrganizationId,
    /// Built-in roles in it beside the implicit `organization-member`.
    pub roles: Vec<OrganizationRole>,
    /// The rules of the custom roles in it.
    pub custom: Vec<Permission>,
    /// Whether the organization lets its members read each other and its groups.
    pub directory: bool,
}

impl Subject {
    /// The place in an organization, if there is one.
    #[must_use]
    pub fn membership(&self, organization: OrganizationId) -> Option<&Membership> {
        self.memberships.iter().find(|membership| membership.organization == organization)
    }
}

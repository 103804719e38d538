//! What is acted on.

use uuid::Uuid;

use crate::ids::{GroupId, OrganizationId, TemplateId, UserId, WorkspaceId};

use super::{AccessList, Action, Resource};

/// An object, as far as permissions look at it.
#[derive(Debug, Clone, PartialEq)]
pub struct Object {
    /// Its kind.
    pub resource: Resource,
    /// Which one; none for what is yet to be created, and for questions about all of a kind.
    pub id: Option<Uuid>,
    /// Whose it is.
    pub owner: Option<UserId>,
    /// Where it is.
    pub place: Location,
    /// Rights that users were given on it.
    pub users: Vec<(UserId, Allowed)>,
    /// Rights that groups were given on it; the organization's own id stands for Everyone.
    pub groups: Vec<(GroupId, Allowed)>,
}

/// Where an object is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Location {
    /// In no organization.
    Site,
    /// In this one.
    Organization(OrganizationId),
    /// In any: asks whether there is one in which the subject may.
    AnyOrganization,
}

/// The actions of an entry in an object's access list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Allowed {
    /// Every action.
    Everything,
    /// These.
    Actions(&'static [Action]),
}

impl Allowed {
    pub(super) fn includes(&self, action: Action) -> bool {
        match self {
            Self::Everything => true,
            Self::Actions(actions) => actions.contains(&action),
        }
    }
}

impl Object {
    /// An object in no organization, without an owner.
    #[must_use]
    pub const fn site(resource: Resource) -> Self {
        Self { resource, id: None, owner: None, place: Location::Site, users: Vec::new(), groups: Vec::new() }
    }

    /// An object in an organization, without an owner.
    #[must_use]
    pub fn within(resource: Resource, organization: OrganizationId) -> Self {
        Self { place: Location::Organization(organization), ..Self::site(resource) }
    }

    /// The same, belonging to a user.
    #[must_use]
    pub fn owned_by(self, owner: UserId) -> Self {
        Self { owner: Some(owner), ..self }
    }

    /// The same with an identity.
    #[must_use]
    pub fn with_id(self, id: impl Into<Uuid>) -> Self {
        Self { id: Some(id.into()), ..self }
    }

    /// A user: in no organization, their own.
    #[must_use]
    pub fn user(id: UserId) -> Self {
        Self::site(Resource::User).owned_by(id).with_id(id)
    }

    /// A session or a token: in no organization, its user's own.
    #[must_use]
    pub fn api_key(owner: UserId) -> Self {
        Self::site(Resource::ApiKey).owned_by(owner)
    }

    /// An organization: in itself.
    #[must_use]
    pub fn organization(id: OrganizationId) -> Self {
        Self::within(Resource::Organization, id).with_id(id)
    }

    /// A membership: in the organization, the member's own, known by its user.
    #[must_use]
    pub fn member(organization: OrganizationId, user: UserId) -> Self {
        Self::within(Resource::OrganizationMember, organization).owned_by(user).with_id(user)
    }

    /// A group: in the organization, readable for those who are in it.
    #[must_use]
    pub fn group(organization: OrganizationId, id: GroupId) -> Self {
        let groups = vec![(id, Allowed::Actions(&[Action::Read]))];
        Self { groups, ..Self::within(Resource::Group, organization).with_id(id) }
    }

    /// A template, or a version of it: in the organization, with its access list.
    #[must_use]
    pub fn template(organization: OrganizationId, id: TemplateId, access: &AccessList) -> Self {
        Self::within(Resource::Template, organization).with_id(id).listing(access)
    }

    /// A workspace: in the organization, its owner's own, with its access list. A dormant one is a kind of
    /// its own, on which less may be done.
    #[must_use]
    pub fn workspace(
        organization: OrganizationId,
        owner: UserId,
        id: WorkspaceId,
        dormant: bool,
        access: &AccessList,
    ) -> Self {
        let resource = if dormant { Resource::WorkspaceDormant } else { Resource::Workspace };
        Self::within(resource, organization).owned_by(owner).with_id(id).listing(access)
    }

    fn listing(self, access: &AccessList) -> Self {
        let resource = self.resource;
        Self {
            users: access.users.iter().map(|(user, role)| (*user, role.on(resource))).collect(),
            groups: access.groups.iter().map(|(group, role)| (*group, role.on(resource))).collect(),
            ..self
        }
    }

    /// A user's being in a group: in the organization, the user's own, known by its user.
    #[must_use]
    pub fn group_member(organization: OrganizationId, user: UserId) -> Self {
        Self::within(Resource::GroupMember, organization).owned_by(user).with_id(user)
    }
}

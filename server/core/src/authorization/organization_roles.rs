//! The built-in roles that count in one organization.

use strum::{EnumString, IntoStaticStr};

use super::grants::Grant::{self, All, AllBut, EverythingBut, Never, These};
use super::{Action, Resource};
use Action::{
    ApplicationConnect, Assign, Create, CreateAgent, Delete, DeleteAgent, Read, Ssh, Stop, Unassign, Update,
    ViewInsights,
};
use Resource as R;

/// A role that counts in one organization.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumString, IntoStaticStr)]
pub enum OrganizationRole {
    /// Governs the organization.
    #[strum(serialize = "organization-admin")]
    Admin,
    /// Reads everything in it, the audit log included.
    #[strum(serialize = "organization-auditor")]
    Auditor,
    /// Governs its members and groups.
    #[strum(serialize = "organization-user-admin")]
    UserAdmin,
    /// Governs its templates.
    #[strum(serialize = "organization-template-admin")]
    TemplateAdmin,
    /// May not create or delete workspaces in it.
    #[strum(serialize = "organization-workspace-creation-ban")]
    WorkspaceCreationBan,
    /// Has workspaces of their own in it. Every member has it unless the organization says otherwise.
    #[strum(serialize = "organization-workspace-access")]
    WorkspaceAccess,
    /// What every member has; never stored or listed.
    #[strum(serialize = "organization-member")]
    Member,
}

const CRUD: &[Action] = &[Create, Read, Update, Delete];

const ADMIN: &[Grant] = &[
    EverythingBut(&[
        R::AssignRole,
        R::UserSecret,
        R::Workspace,
        R::WorkspaceDormant,
        R::PrebuiltWorkspace,
        R::OrganizationMember,
        R::Group,
        R::ProvisionerDaemon,
    ]),
    These(R::OrganizationMember, CRUD),
    These(R::Group, CRUD),
    These(R::ProvisionerDaemon, CRUD),
    AllBut(R::Workspace, &[Ssh, ApplicationConnect]),
    These(R::WorkspaceDormant, &[Read, Delete, Create, Update, Stop]),
    These(R::PrebuiltWorkspace, &[Update, Delete]),
];

const AUDITOR: &[Grant] = &[
    These(R::Organization, &[Read]),
    These(R::OrganizationMember, &[Read]),
    These(R::Group, &[Read]),
    These(R::GroupMember, &[Read]),
    These(R::Template, &[Read, ViewInsights]),
    These(R::AuditLog, &[Read]),
    These(R::ConnectionLog, &[Read]),
];

const USER_ADMIN: &[Grant] = &[
    These(R::Organization, &[Read]),
    These(R::OrganizationMember, CRUD),
    These(R::Group, CRUD),
    These(R::GroupMember, &[Read]),
    These(R::AssignOrgRole, &[Assign, Unassign, Read]),
    These(R::IdpsyncSettings, &[Read, Update]),
];

const TEMPLATE_ADMIN: &[Grant] = &[
    These(R::Organization, &[Read]),
    These(R::OrganizationMember, &[Read]),
    These(R::Group, &[Read]),
    These(R::GroupMember, &[Read]),
    All(R::Template),
    These(R::File, &[Create, Read]),
    These(R::Workspace, &[Read]),
    These(R::PrebuiltWorkspace, &[Update, Delete]),
    These(R::ProvisionerDaemon, CRUD),
    These(R::ProvisionerJobs, &[Read, Update, Create]),
];

const WORKSPACE_CREATION_BAN: &[Grant] = &[Never(R::Workspace, &[Create, Delete, CreateAgent, DeleteAgent])];

const MEMBER: &[Grant] = &[
    These(R::Organization, &[Read]),
    These(R::AssignOrgRole, &[Read]),
    These(R::ProvisionerDaemon, &[Read]),
];

/// Roles that a member may hold in one organization at most: they are read before every request. The
/// specification says the same of lists of roles.
pub const ROLES_PER_MEMBER: usize = 64;

/// What members may read beside that where the organization lets them see each other.
pub(super) const DIRECTORY: &[Grant] = &[These(R::OrganizationMember, &[Read]), These(R::Group, &[Read])];

const WORKSPACE_ACCESS_OWN: &[Grant] =
    &[All(R::Workspace), These(R::WorkspaceDormant, &[Read, Delete, Create, Update, Stop])];

impl OrganizationRole {
    /// Those that can be assigned, in the order in which they are shown.
    pub const ASSIGNABLE: &[Self] = &[
        Self::Admin,
        Self::Auditor,
        Self::TemplateAdmin,
        Self::UserAdmin,
        Self::WorkspaceCreationBan,
        Self::WorkspaceAccess,
    ];

    /// What every member has in an organization that doesn't say otherwise.
    pub const DEFAULTS: &[Self] = &[Self::WorkspaceAccess];

    /// The word of the API.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }

    /// The name for people.
    #[must_use]
    pub const fn display_name(self) -> &'static str {
        match self {
            Self::Admin => "Organization Admin",
            Self::Auditor => "Organization Auditor",
            Self::UserAdmin => "Organization User Admin",
            Self::TemplateAdmin => "Organization Template Admin",
            Self::WorkspaceCreationBan => "Organization Workspace Creation Ban",
            Self::WorkspaceAccess => "Organization Workspace Access",
            Self::Member => "",
        }
    }

    /// Whether its holders may read all users of the site, to find people for the organization.
    pub(super) const fn reads_users(self) -> bool {
        matches!(self, Self::Admin | Self::UserAdmin)
    }

    /// Whether it allows anything on what is others': a ban only takes away, and having workspaces is about
    /// one's own.
    pub(crate) const fn gives_rights(self) -> bool {
        !matches!(self, Self::WorkspaceCreationBan | Self::WorkspaceAccess | Self::Member)
    }

    pub(super) fn table(self) -> &'static [Grant] {
        match self {
            Self::Admin => ADMIN,
            Self::Auditor => AUDITOR,
            Self::UserAdmin => USER_ADMIN,
            Self::TemplateAdmin => TEMPLATE_ADMIN,
            Self::WorkspaceCreationBan => WORKSPACE_CREATION_BAN,
            Self::WorkspaceAccess => &[],
            Self::Member => MEMBER,
        }
    }

    /// What the role gives on what is its holder's own in the organization.
    pub(super) fn own_table(self) -> &'static [Grant] {
        match self {
            Self::WorkspaceAccess => WORKSPACE_ACCESS_OWN,
            _ => &[],
        }
    }
}

//! The built-in roles that count everywhere.

use strum::{EnumString, IntoStaticStr};

use super::grants::Grant::{self, All, EverythingBut, These};
use super::{Action, Resource};
use Action::{
    Assign, Create, Delete, Read, ReadPersonal, Stop, Unassign, Update, UpdatePersonal, ViewInsights,
};
use Resource as R;

/// A role that counts everywhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumString, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum SiteRole {
    /// Governs the deployment.
    Owner,
    /// Governs users and groups.
    UserAdmin,
    /// Governs templates.
    TemplateAdmin,
    /// Reads, the audit log included.
    Auditor,
    /// Has chats with agents of their own.
    AgentsAccess,
    /// What everyone has; never stored or listed.
    Member,
}

const CRUD: &[Action] = &[Create, Read, Update, Delete];

const OWNER: &[Grant] = &[
    EverythingBut(&[R::UserSecret, R::UsageEvent, R::WorkspaceDormant, R::PrebuiltWorkspace]),
    These(R::WorkspaceDormant, &[Read, Delete, Create, Update, Stop]),
    These(R::PrebuiltWorkspace, &[Update, Delete]),
];

const USER_ADMIN: &[Grant] = &[
    These(R::User, &[Create, Read, Update, Delete, ReadPersonal, UpdatePersonal]),
    These(R::Organization, &[Read]),
    These(R::OrganizationMember, CRUD),
    These(R::Group, CRUD),
    These(R::GroupMember, &[Read]),
    These(R::AssignRole, &[Assign, Unassign, Read]),
    These(R::AssignOrgRole, &[Assign, Unassign, Read]),
    These(R::IdpsyncSettings, &[Read, Update]),
];

const TEMPLATE_ADMIN: &[Grant] = &[
    These(R::User, &[Read]),
    These(R::Organization, &[Read]),
    These(R::OrganizationMember, &[Read]),
    These(R::Group, &[Read]),
    These(R::GroupMember, &[Read]),
    These(R::AssignOrgRole, &[Read]),
    All(R::Template),
    These(R::File, &[Create, Read]),
    These(R::Workspace, &[Read]),
    These(R::WorkspaceDormant, &[Read]),
    These(R::PrebuiltWorkspace, &[Update, Delete]),
    These(R::ProvisionerDaemon, CRUD),
    // Who runs every template sees why its jobs wait.
    These(R::ProvisionerJobs, &[Read]),
];

const AUDITOR: &[Grant] = &[
    These(R::User, &[Read]),
    These(R::Organization, &[Read]),
    These(R::OrganizationMember, &[Read]),
    These(R::Group, &[Read]),
    These(R::GroupMember, &[Read]),
    These(R::AssignOrgRole, &[Read]),
    These(R::Template, &[Read, ViewInsights]),
    These(R::AuditLog, &[Read]),
    These(R::ConnectionLog, &[Read]),
    These(R::DeploymentConfig, &[Read]),
    These(R::DeploymentStats, &[Read]),
];

const MEMBER: &[Grant] =
    &[These(R::AssignRole, &[Read]), These(R::WorkspaceProxy, &[Read]), These(R::Oauth2App, &[Read])];

/// What everyone may do to what is their own.
const OWN: &[Grant] = &[
    These(R::User, &[Read, ReadPersonal, UpdatePersonal]),
    These(R::OrganizationMember, &[Read]),
    These(R::GroupMember, &[Read]),
    All(R::Template),
    These(R::File, &[Create, Read]),
    All(R::ApiKey),
    These(R::ProvisionerDaemon, &[Create, Read, Update]),
    All(R::UserSecret),
    All(R::UserSkill),
    All(R::Task),
    All(R::NotificationPreference),
    All(R::InboxNotification),
    All(R::WebpushSubscription),
    All(R::Oauth2AppCodeToken),
];

/// What the role for agents may do to its holder's own.
const AGENTS_ACCESS_OWN: &[Grant] = &[These(R::Chat, CRUD)];

impl SiteRole {
    /// Those that can be assigned, in the order in which they are shown.
    pub const ASSIGNABLE: &[Self] =
        &[Self::Owner, Self::Auditor, Self::TemplateAdmin, Self::UserAdmin, Self::AgentsAccess];

    /// The word of the API.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }

    /// The name for people.
    #[must_use]
    pub const fn display_name(self) -> &'static str {
        match self {
            Self::Owner => "Owner",
            Self::UserAdmin => "User Admin",
            Self::TemplateAdmin => "Template Admin",
            Self::Auditor => "Auditor",
            Self::AgentsAccess => "Agents Access",
            Self::Member => "Member",
        }
    }

    pub(super) fn table(self) -> &'static [Grant] {
        match self {
            Self::Owner => OWNER,
            Self::UserAdmin => USER_ADMIN,
            Self::TemplateAdmin => TEMPLATE_ADMIN,
            Self::Auditor => AUDITOR,
            Self::AgentsAccess => &[],
            Self::Member => MEMBER,
        }
    }

    /// What the role gives on what is its holder's own, wherever that is.
    pub(super) fn own_table(self) -> &'static [Grant] {
        match self {
            Self::AgentsAccess => AGENTS_ACCESS_OWN,
            Self::Member => OWN,
            _ => &[],
        }
    }
}

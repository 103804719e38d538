//! Which actions each resource knows.

use super::{Action, Resource};
use Action::{
    ApplicationConnect, Assign, Create, CreateAgent, Delete, DeleteAgent, Read, ReadPersonal, Share, Ssh,
    Start, Stop, Unassign, Update, UpdateAgent, UpdatePersonal, Use, ViewInsights,
};

const CRUD: &[Action] = &[Create, Read, Update, Delete];
const WORKSPACE: &[Action] = &[
    Create,
    Read,
    Update,
    Delete,
    Start,
    Stop,
    Ssh,
    ApplicationConnect,
    CreateAgent,
    UpdateAgent,
    DeleteAgent,
    Share,
];

impl Resource {
    /// What can be done to such an object: the actions that roles and scopes may name beside it.
    #[must_use]
    pub const fn actions(self) -> &'static [Action] {
        match self {
            Self::User => &[Create, Read, Update, Delete, ReadPersonal, UpdatePersonal],
            Self::Workspace | Self::WorkspaceDormant => WORKSPACE,
            Self::PrebuiltWorkspace => &[Update, Delete],
            Self::Template => &[Create, Read, Use, Update, Delete, ViewInsights],
            Self::File | Self::AuditLog | Self::AiSeat => &[Create, Read],
            Self::AiModelPrice => &[Read, Update],
            Self::BoundaryLog => &[Create, Read, Delete],
            Self::BoundaryUsage => &[Read, Update, Delete],
            Self::Chat => &[Create, Read, Update, Delete, Share],
            Self::McpServerConfig => &[Create, Read, Update, Delete, Use],
            Self::GroupMember | Self::DeploymentStats | Self::DebugInfo | Self::Replicas => &[Read],
            Self::AssignRole => &[Assign, Unassign, Read],
            Self::AssignOrgRole => &[Assign, Unassign, Create, Read, Update, Delete],
            Self::ProvisionerJobs => &[Read, Update, Create],
            Self::ConnectionLog
            | Self::DeploymentConfig
            | Self::IdpsyncSettings
            | Self::NotificationTemplate
            | Self::NotificationPreference => &[Read, Update],
            Self::License | Self::Oauth2AppCodeToken | Self::WebpushSubscription => &[Create, Read, Delete],
            Self::AibridgeInterception
            | Self::InboxNotification
            | Self::WorkspaceAgentResourceMonitor
            | Self::UsageEvent => &[Create, Read, Update],
            Self::WorkspaceAgentDevcontainers => &[Create],
            Self::AiGatewayKey
            | Self::AiProvider
            | Self::ApiKey
            | Self::CryptoKey
            | Self::Group
            | Self::NotificationMessage
            | Self::Oauth2App
            | Self::Oauth2AppSecret
            | Self::Organization
            | Self::OrganizationMember
            | Self::ProvisionerDaemon
            | Self::System
            | Self::TailnetCoordinator
            | Self::Task
            | Self::UserSecret
            | Self::UserSkill
            | Self::WorkspaceBuildOrchestration
            | Self::WorkspaceProxy => CRUD,
        }
    }
}

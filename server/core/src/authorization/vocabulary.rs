//! What can be acted on, and what can be done to it: the words of the API.

use strum::{EnumString, IntoStaticStr, VariantArray};

/// A kind of object.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
#[allow(missing_docs, reason = "the words say it")]
pub enum Resource {
    AiGatewayKey,
    AiModelPrice,
    AiProvider,
    AiSeat,
    AibridgeInterception,
    ApiKey,
    AssignOrgRole,
    AssignRole,
    AuditLog,
    BoundaryLog,
    BoundaryUsage,
    Chat,
    ConnectionLog,
    CryptoKey,
    DebugInfo,
    DeploymentConfig,
    DeploymentStats,
    File,
    Group,
    GroupMember,
    IdpsyncSettings,
    InboxNotification,
    License,
    McpServerConfig,
    NotificationMessage,
    NotificationPreference,
    NotificationTemplate,
    Oauth2App,
    Oauth2AppCodeToken,
    Oauth2AppSecret,
    Organization,
    OrganizationMember,
    PrebuiltWorkspace,
    ProvisionerDaemon,
    ProvisionerJobs,
    Replicas,
    System,
    TailnetCoordinator,
    Task,
    Template,
    UsageEvent,
    User,
    UserSecret,
    UserSkill,
    WebpushSubscription,
    Workspace,
    WorkspaceAgentDevcontainers,
    WorkspaceAgentResourceMonitor,
    WorkspaceBuildOrchestration,
    WorkspaceDormant,
    WorkspaceProxy,
}

impl Resource {
    /// The word of the API.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

/// What is done to an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
#[allow(missing_docs, reason = "the words say it")]
pub enum Action {
    ApplicationConnect,
    Assign,
    Create,
    CreateAgent,
    Delete,
    DeleteAgent,
    Read,
    ReadPersonal,
    Share,
    Ssh,
    Start,
    Stop,
    Unassign,
    Update,
    UpdateAgent,
    UpdatePersonal,
    Use,
    ViewInsights,
}

impl Action {
    /// The word of the API.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

//! What can be acted on, and what can be done to it: the words of the API.

macro_rules! words {
    ($(#[$about:meta])* $name:ident { $($variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[allow(missing_docs, reason = "the words say it")]
        pub enum $name { $($variant),+ }

        impl $name {
            /// Every one, in the order of the source.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// The word of the API.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }

            /// The one that a word names, if it names one.
            #[must_use]
            pub fn from_word(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|known| known.as_str() == word)
            }
        }
    };
}

words! {
    /// A kind of object.
    Resource {
        AiGatewayKey = "ai_gateway_key", AiModelPrice = "ai_model_price", AiProvider = "ai_provider", AiSeat = "ai_seat",
        AibridgeInterception = "aibridge_interception", ApiKey = "api_key", AssignOrgRole = "assign_org_role", AssignRole = "assign_role", AuditLog = "audit_log",
        BoundaryLog = "boundary_log", BoundaryUsage = "boundary_usage", Chat = "chat",
        ConnectionLog = "connection_log", CryptoKey = "crypto_key", DebugInfo = "debug_info",
        DeploymentConfig = "deployment_config", DeploymentStats = "deployment_stats", File = "file", Group = "group",
        GroupMember = "group_member", IdpsyncSettings = "idpsync_settings", InboxNotification = "inbox_notification",
        License = "license", McpServerConfig = "mcp_server_config", NotificationMessage = "notification_message",
        NotificationPreference = "notification_preference", NotificationTemplate = "notification_template",
        Oauth2App = "oauth2_app", Oauth2AppCodeToken = "oauth2_app_code_token", Oauth2AppSecret = "oauth2_app_secret",
        Organization = "organization", OrganizationMember = "organization_member",
        PrebuiltWorkspace = "prebuilt_workspace", ProvisionerDaemon = "provisioner_daemon",
        ProvisionerJobs = "provisioner_jobs", Replicas = "replicas", System = "system",
        TailnetCoordinator = "tailnet_coordinator", Task = "task", Template = "template", UsageEvent = "usage_event", User = "user",
        UserSecret = "user_secret", UserSkill = "user_skill", WebpushSubscription = "webpush_subscription", Workspace = "workspace",
        WorkspaceAgentDevcontainers = "workspace_agent_devcontainers",
        WorkspaceAgentResourceMonitor = "workspace_agent_resource_monitor", WorkspaceBuildOrchestration = "workspace_build_orchestration",
        WorkspaceDormant = "workspace_dormant",
        WorkspaceProxy = "workspace_proxy",
    }
}

words! {
    /// What is done to an object.
    Action {
        ApplicationConnect = "application_connect", Assign = "assign", Create = "create", CreateAgent = "create_agent",
        Delete = "delete", DeleteAgent = "delete_agent", Read = "read", ReadPersonal = "read_personal", Share = "share", Ssh = "ssh",
        Start = "start", Stop = "stop", Unassign = "unassign", Update = "update",
        UpdateAgent = "update_agent", UpdatePersonal = "update_personal",
        Use = "use", ViewInsights = "view_insights",
    }
}

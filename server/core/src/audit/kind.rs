//! What entries speak of.

macro_rules! kinds {
    ($($variant:ident = $word:literal, $friendly:literal;)+) => {
        /// A kind of resource.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[allow(missing_docs, reason = "the words say it")]
        pub enum AuditKind { $($variant),+ }

        impl AuditKind {
            /// Every kind.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// The word of the API and of `x-audit`.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }

            /// The kind in a sentence.
            #[must_use]
            pub const fn in_words(self) -> &'static str {
                match self { $(Self::$variant => $friendly),+ }
            }

            /// The kind that a word names, if it names one.
            #[must_use]
            pub fn from_word(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|known| known.as_str() == word)
            }
        }
    };
}

kinds! {
    Template = "template", "template";
    TemplateVersion = "template_version", "template version";
    User = "user", "user";
    Workspace = "workspace", "workspace";
    WorkspaceBuild = "workspace_build", "workspace build";
    WorkspaceAgent = "workspace_agent", "workspace agent";
    WorkspaceApp = "workspace_app", "workspace app";
    WorkspaceProxy = "workspace_proxy", "workspace proxy";
    GitSshKey = "git_ssh_key", "git ssh key";
    ApiKey = "api_key", "token";
    Group = "group", "group";
    License = "license", "license";
    ConvertLogin = "convert_login", "login type conversion";
    Organization = "organization", "organization";
    OrganizationMember = "organization_member", "organization member";
    CustomRole = "custom_role", "custom role";
    Oauth2ProviderApp = "oauth2_provider_app", "oauth2 app";
    Oauth2ProviderAppSecret = "oauth2_provider_app_secret", "oauth2 app secret";
    Oauth2ProviderSettings = "oauth2_provider_settings", "oauth2 provider settings";
    ScimToken = "scim_token", "scim token";
    NotificationTemplate = "notification_template", "notification template";
    NotificationsSettings = "notifications_settings", "notification settings";
    HealthSettings = "health_settings", "health settings";
    PrebuildsSettings = "prebuilds_settings", "prebuilds settings";
    Appearance = "appearance", "appearance";
    ProvisionerKey = "provisioner_key", "provisioner key";
    IdpSyncSettingsOrganization = "idp_sync_settings_organization", "organization sync settings";
    IdpSyncSettingsGroup = "idp_sync_settings_group", "group sync settings";
    IdpSyncSettingsRole = "idp_sync_settings_role", "role sync settings";
}

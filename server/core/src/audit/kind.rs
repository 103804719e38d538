//! What entries are about.

use strum::{EnumString, IntoStaticStr, VariantArray};

/// A kind of resource. Its words are those of the API and of `x-audit`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
#[allow(missing_docs, reason = "the words say it")]
pub enum AuditKind {
    Template,
    TemplateVersion,
    File,
    User,
    Workspace,
    WorkspaceBuild,
    WorkspaceAgent,
    WorkspaceApp,
    WorkspaceProxy,
    GitSshKey,
    ApiKey,
    Group,
    License,
    ConvertLogin,
    Organization,
    OrganizationMember,
    CustomRole,
    Oauth2ProviderApp,
    Oauth2ProviderAppSecret,
    Oauth2ProviderSettings,
    ScimToken,
    NotificationTemplate,
    NotificationsSettings,
    HealthSettings,
    PrebuildsSettings,
    Appearance,
    ProvisionerKey,
    IdpSyncSettingsOrganization,
    IdpSyncSettingsGroup,
    IdpSyncSettingsRole,
}

impl AuditKind {
    /// The word of the API and of `x-audit`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }

    /// The kind in a sentence.
    #[must_use]
    pub const fn in_words(self) -> &'static str {
        match self {
            Self::Template => "template",
            Self::TemplateVersion => "template version",
            Self::File => "file",
            Self::User => "user",
            Self::Workspace => "workspace",
            Self::WorkspaceBuild => "workspace build",
            Self::WorkspaceAgent => "workspace agent",
            Self::WorkspaceApp => "workspace app",
            Self::WorkspaceProxy => "workspace proxy",
            Self::GitSshKey => "git ssh key",
            Self::ApiKey => "token",
            Self::Group => "group",
            Self::License => "license",
            Self::ConvertLogin => "login type conversion",
            Self::Organization => "organization",
            Self::OrganizationMember => "organization member",
            Self::CustomRole => "custom role",
            Self::Oauth2ProviderApp => "oauth2 app",
            Self::Oauth2ProviderAppSecret => "oauth2 app secret",
            Self::Oauth2ProviderSettings => "oauth2 provider settings",
            Self::ScimToken => "scim token",
            Self::NotificationTemplate => "notification template",
            Self::NotificationsSettings => "notification settings",
            Self::HealthSettings => "health settings",
            Self::PrebuildsSettings => "prebuilds settings",
            Self::Appearance => "appearance",
            Self::ProvisionerKey => "provisioner key",
            Self::IdpSyncSettingsOrganization => "organization sync settings",
            Self::IdpSyncSettingsGroup => "group sync settings",
            Self::IdpSyncSettingsRole => "role sync settings",
        }
    }
}

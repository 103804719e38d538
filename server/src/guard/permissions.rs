//! The site-wide permissions of the specification, as the authorization tables know them.

use burgrave_api::Permission;
use burgrave_core::authorization::{Action, Resource};

/// The kind of object and the action of a permission.
pub(super) const fn meaning(permission: Permission) -> (Resource, Action) {
    match permission {
        Permission::DebugInfoRead => (Resource::DebugInfo, Action::Read),
        Permission::DeploymentConfigRead => (Resource::DeploymentConfig, Action::Read),
        Permission::DeploymentConfigUpdate => (Resource::DeploymentConfig, Action::Update),
        Permission::DeploymentStatsRead => (Resource::DeploymentStats, Action::Read),
        Permission::IdpsyncSettingsRead => (Resource::IdpsyncSettings, Action::Read),
        Permission::IdpsyncSettingsUpdate => (Resource::IdpsyncSettings, Action::Update),
        Permission::LicenseCreate => (Resource::License, Action::Create),
        Permission::LicenseDelete => (Resource::License, Action::Delete),
        Permission::NotificationMessageRead => (Resource::NotificationMessage, Action::Read),
        Permission::NotificationMessageUpdate => (Resource::NotificationMessage, Action::Update),
        Permission::NotificationTemplateUpdate => (Resource::NotificationTemplate, Action::Update),
        Permission::Oauth2AppCreate => (Resource::Oauth2App, Action::Create),
        Permission::Oauth2AppDelete => (Resource::Oauth2App, Action::Delete),
        Permission::Oauth2AppRead => (Resource::Oauth2App, Action::Read),
        Permission::Oauth2AppUpdate => (Resource::Oauth2App, Action::Update),
        Permission::Oauth2AppSecretCreate => (Resource::Oauth2AppSecret, Action::Create),
        Permission::Oauth2AppSecretDelete => (Resource::Oauth2AppSecret, Action::Delete),
        Permission::Oauth2AppSecretRead => (Resource::Oauth2AppSecret, Action::Read),
        Permission::OrganizationCreate => (Resource::Organization, Action::Create),
        Permission::ReplicasRead => (Resource::Replicas, Action::Read),
        Permission::TemplateViewInsights => (Resource::Template, Action::ViewInsights),
        Permission::UserCreate => (Resource::User, Action::Create),
        Permission::UserRead => (Resource::User, Action::Read),
        Permission::WorkspaceProxyCreate => (Resource::WorkspaceProxy, Action::Create),
        Permission::WorkspaceProxyDelete => (Resource::WorkspaceProxy, Action::Delete),
        Permission::WorkspaceProxyRead => (Resource::WorkspaceProxy, Action::Read),
        Permission::WorkspaceProxyUpdate => (Resource::WorkspaceProxy, Action::Update),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_permission_means_what_it_is_called() {
        for permission in Permission::ALL {
            let (resource, action) = meaning(permission);
            assert_eq!((resource.as_str(), action.as_str()), (permission.resource(), permission.action()));
            assert!(resource.actions().contains(&action), "{}", permission.as_str());
        }
    }
}

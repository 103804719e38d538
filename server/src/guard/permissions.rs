//! What the specification's site-wide permissions mean here.

use burgrave_api::Permission;
use burgrave_core::authorization::{Action, Resource};

/// The kind of object and the action of a permission.
pub(super) const fn meaning(permission: Permission) -> (Resource, Action) {
    match permission {
        Permission::DeploymentConfigRead => (Resource::DeploymentConfig, Action::Read),
        Permission::DeploymentConfigUpdate => (Resource::DeploymentConfig, Action::Update),
        Permission::IdpsyncSettingsRead => (Resource::IdpsyncSettings, Action::Read),
        Permission::IdpsyncSettingsUpdate => (Resource::IdpsyncSettings, Action::Update),
        Permission::Oauth2AppCreate => (Resource::Oauth2App, Action::Create),
        Permission::Oauth2AppDelete => (Resource::Oauth2App, Action::Delete),
        Permission::Oauth2AppRead => (Resource::Oauth2App, Action::Read),
        Permission::Oauth2AppUpdate => (Resource::Oauth2App, Action::Update),
        Permission::Oauth2AppSecretCreate => (Resource::Oauth2AppSecret, Action::Create),
        Permission::Oauth2AppSecretDelete => (Resource::Oauth2AppSecret, Action::Delete),
        Permission::Oauth2AppSecretRead => (Resource::Oauth2AppSecret, Action::Read),
        Permission::OrganizationCreate => (Resource::Organization, Action::Create),
        Permission::UserCreate => (Resource::User, Action::Create),
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

//! What the requests about accounts say, in the words of the actions.

use burgrave_api::{CreateUserRequestWithOrgs, LoginType, UpdateUserAppearanceSettingsRequest, UserStatus};
use burgrave_store as store;

use crate::identity::users::create::CreateUser;
use crate::identity::users::personal::AppearancePatch;

/// A new account.
pub(super) fn new_user(body: CreateUserRequestWithOrgs) -> CreateUser {
    let service_account = body.service_account.value().unwrap_or_default();
    let without_login = body.disable_login.value() == Some(true);
    let mut organizations = body.organization_ids.value().unwrap_or_default();
    organizations.extend(body.organization_id.value());
    CreateUser {
        email: body.email,
        username: body.username,
        name: body.name.value().unwrap_or_default(),
        password: body.password.value().unwrap_or_default(),
        login_type: match body.login_type.value() {
            _ if without_login => store::LoginType::None,
            None | Some(LoginType::Empty) if service_account => store::LoginType::None,
            None | Some(LoginType::Empty | LoginType::Password) => store::LoginType::Password,
            Some(LoginType::Github) => store::LoginType::Github,
            Some(LoginType::Oidc) => store::LoginType::Oidc,
            Some(LoginType::Token) => store::LoginType::Token,
            Some(LoginType::None) => store::LoginType::None,
            Some(LoginType::Oauth2ProviderApp) => store::LoginType::Oauth2ProviderApp,
        },
        service_account,
        status: match body.user_status.value() {
            None | Some(UserStatus::Dormant) => store::UserStatus::Dormant,
            Some(UserStatus::Active) => store::UserStatus::Active,
            Some(UserStatus::Suspended) => store::UserStatus::Suspended,
        },
        roles: body.roles.value().unwrap_or_default(),
        organizations: organizations.into_iter().collect(),
    }
}

/// What is chosen of the appearance.
pub(super) fn appearance(body: UpdateUserAppearanceSettingsRequest) -> AppearancePatch {
    AppearancePatch {
        theme_preference: body.theme_preference.value(),
        terminal_font: body.terminal_font.value().map(|font| font.as_str().to_owned()),
        theme_mode: body.theme_mode.value().map(|mode| mode.as_str().to_owned()),
        theme_light: body.theme_light.value(),
        theme_dark: body.theme_dark.value(),
    }
}

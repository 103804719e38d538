//! Requests about users.

use burgrave_api::{
    CreateUserRequestWithOrgs, LoginType, UpdateUserAppearanceSettingsRequest,
    UpdateUserPreferenceSettingsRequest, UserStatus,
};
use burgrave_store as store;

use crate::identity::users::create::CreateUser;
use crate::identity::users::personal::AppearancePatch;
use crate::identity::users::preferences::SetPreferences;

/// A new account.
pub(crate) fn new_user(body: CreateUserRequestWithOrgs) -> CreateUser {
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

/// A change of the appearance.
pub(crate) fn appearance(body: UpdateUserAppearanceSettingsRequest) -> AppearancePatch {
    AppearancePatch {
        theme_preference: body.theme_preference.value(),
        terminal_font: body.terminal_font.value().map(|font| font.as_str().to_owned()),
        theme_mode: body.theme_mode.value().map(|mode| mode.as_str().to_owned()),
        theme_light: body.theme_light.value(),
        theme_dark: body.theme_dark.value(),
    }
}

/// What is chosen of a user's preferences.
pub(crate) fn preferences(user: String, body: UpdateUserPreferenceSettingsRequest) -> SetPreferences {
    SetPreferences {
        user,
        task_notification_alert_dismissed: body.task_notification_alert_dismissed.value(),
        thinking_display_mode: body.thinking_display_mode.value().map(|mode| mode.as_str().to_owned()),
        shell_tool_display_mode: body.shell_tool_display_mode.value().map(|mode| mode.as_str().to_owned()),
        code_diff_display_mode: body.code_diff_display_mode.value().map(|mode| mode.as_str().to_owned()),
        agent_chat_send_shortcut: body.agent_chat_send_shortcut.value().map(|keys| keys.as_str().to_owned()),
    }
}

//! Answers about users.

use burgrave_api::{
    ChatSendShortcut, GitSshKey, LoginType, ReducedUser, TerminalFontName, ThemeMode, ThinkingDisplayMode,
    ToolDisplayMode, User, UserAppearanceSettings, UserPreferenceSettings, UserStatus,
};
use burgrave_store as store;

use super::never_or;
use super::roles::site_roles;
use crate::identity::users::UserView;

/// No user has an AI seat: this server has no AI features.
const HAS_AI_SEAT: bool = false;

pub(crate) fn user(of: UserView) -> User {
    let UserView { user, organizations } = of;
    User {
        organization_ids: organizations.into_iter().collect(),
        roles: site_roles(&user.rbac_roles),
        status: status(user.status),
        login_type: login_type(user.login_type),
        theme_preference: theme(user.theme_preference),
        last_seen_at: never_or(user.last_seen_at),
        is_service_account: user.service_account,
        has_ai_seat: HAS_AI_SEAT,
        id: user.id,
        username: user.username,
        name: user.name,
        avatar_url: user.avatar_url,
        email: user.email,
        created_at: user.created_at,
        updated_at: user.updated_at,
    }
}

pub(crate) fn reduced_user(of: store::UserRecord) -> ReducedUser {
    ReducedUser {
        status: status(of.status),
        login_type: login_type(of.login_type),
        theme_preference: theme(of.theme_preference),
        last_seen_at: never_or(of.last_seen_at),
        is_service_account: of.service_account,
        id: of.id,
        username: of.username,
        name: of.name,
        avatar_url: of.avatar_url,
        email: of.email,
        created_at: of.created_at,
        updated_at: of.updated_at,
    }
}

pub(crate) fn appearance(of: store::Appearance) -> UserAppearanceSettings {
    // A stored value that the specification no longer has counts as none.
    let font = TerminalFontName::ALL.into_iter().find(|font| font.as_str() == of.terminal_font);
    let mode = ThemeMode::ALL.into_iter().find(|mode| mode.as_str() == of.theme_mode);
    UserAppearanceSettings {
        terminal_font: font.unwrap_or(TerminalFontName::Empty),
        theme_mode: mode.unwrap_or(ThemeMode::Empty),
        theme_preference: of.theme_preference,
        theme_light: of.theme_light,
        theme_dark: of.theme_dark,
    }
}

pub(crate) fn preferences(of: store::UserPreferences) -> UserPreferenceSettings {
    let thinking =
        ThinkingDisplayMode::ALL.into_iter().find(|mode| mode.as_str() == of.thinking_display_mode);
    let tool = |word: &str| ToolDisplayMode::ALL.into_iter().find(|mode| mode.as_str() == word);
    let shortcut =
        ChatSendShortcut::ALL.into_iter().find(|keys| keys.as_str() == of.agent_chat_send_shortcut);
    UserPreferenceSettings {
        task_notification_alert_dismissed: of.task_notification_alert_dismissed,
        thinking_display_mode: thinking.unwrap_or(ThinkingDisplayMode::Auto),
        shell_tool_display_mode: tool(&of.shell_tool_display_mode).unwrap_or(ToolDisplayMode::Empty),
        code_diff_display_mode: tool(&of.code_diff_display_mode).unwrap_or(ToolDisplayMode::Empty),
        agent_chat_send_shortcut: shortcut.unwrap_or(ChatSendShortcut::Enter),
    }
}

pub(crate) fn git_ssh_key(of: store::GitSshKey) -> GitSshKey {
    GitSshKey {
        user_id: of.user_id,
        created_at: of.created_at,
        updated_at: of.updated_at,
        public_key: of.public_key,
    }
}

fn theme(preference: String) -> Option<String> {
    (!preference.is_empty()).then_some(preference)
}

pub(super) fn status(of: store::UserStatus) -> UserStatus {
    match of {
        store::UserStatus::Active => UserStatus::Active,
        store::UserStatus::Dormant => UserStatus::Dormant,
        store::UserStatus::Suspended => UserStatus::Suspended,
    }
}

pub(crate) fn login_type(of: store::LoginType) -> LoginType {
    match of {
        store::LoginType::Password => LoginType::Password,
        store::LoginType::Github => LoginType::Github,
        store::LoginType::Oidc => LoginType::Oidc,
        store::LoginType::Token => LoginType::Token,
        store::LoginType::None => LoginType::None,
        store::LoginType::Oauth2ProviderApp => LoginType::Oauth2ProviderApp,
    }
}

//! Records as answers show them.

use burgrave_api::{
    ApiKey, ApiKeyScope, ApiKeyWithOwner, ApiMessage, AssignableRole, Group, GroupSource, LoginType,
    Organization, OrganizationMember, OrganizationMemberWithUserData, ReducedUser, Role, RolePermission,
    ShareableWorkspaceOwners, SlimRole, TerminalFontName, ThemeMode, User, UserAppearanceSettings,
    UserStatus, WorkspaceSharingSettings,
};
use burgrave_core::authorization::{self, AllowList, OrganizationRole, Scope, ScopeName, SiteRole};
use burgrave_core::ids::OrganizationId;
use burgrave_store as store;
use chrono::{DateTime, NaiveDate, NaiveTime, Utc};

use crate::identity::groups::GroupView;
use crate::identity::roles::RoleView;
use crate::identity::roles::list::Assignable;
use crate::identity::users::UserView;

/// There are no AI features here, so no user has a seat for them.
const HAS_AI_SEAT: bool = false;

/// An answer that only reports.
pub(super) fn report(message: &str) -> ApiMessage {
    ApiMessage { message: message.into(), detail: None, validations: None }
}

pub(super) fn organization(of: store::OrganizationRecord) -> Organization {
    Organization {
        id: of.id,
        name: of.name,
        display_name: of.display_name,
        icon: of.icon,
        description: of.description,
        created_at: of.created_at,
        updated_at: of.updated_at,
        is_default: of.is_default,
        default_org_member_roles: of.default_member_roles,
    }
}

pub(super) fn workspace_sharing(owners: store::ShareableOwners) -> WorkspaceSharingSettings {
    WorkspaceSharingSettings {
        sharing_globally_disabled: false,
        sharing_disabled: owners == store::ShareableOwners::None,
        shareable_workspace_owners: match owners {
            store::ShareableOwners::None => ShareableWorkspaceOwners::None,
            store::ShareableOwners::Everyone => ShareableWorkspaceOwners::Everyone,
            store::ShareableOwners::ServiceAccounts => ShareableWorkspaceOwners::ServiceAccounts,
        },
    }
}

pub(super) fn group(of: GroupView) -> Group {
    let GroupView { group, size, members } = of;
    Group {
        id: group.id,
        name: group.name,
        display_name: group.display_name,
        organization_id: group.organization_id,
        organization_name: group.organization_name,
        organization_display_name: group.organization_display_name,
        members: members.into_iter().map(reduced_user).collect(),
        total_member_count: count(size),
        avatar_url: group.avatar_url,
        quota_allowance: group.quota_allowance,
        source: match group.source {
            store::GroupSource::User => GroupSource::User,
            store::GroupSource::Oidc => GroupSource::Oidc,
        },
    }
}

pub(super) fn user(of: UserView) -> User {
    let UserView { user, organizations } = of;
    User {
        organization_ids: organizations.into_iter().collect(),
        roles: site_roles(&user.rbac_roles),
        status: status(user.status),
        login_type: login_type(user.login_type),
        theme_preference: theme(user.theme_preference),
        last_seen_at: seen(user.last_seen_at),
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

pub(super) fn reduced_user(of: store::UserRecord) -> ReducedUser {
    ReducedUser {
        status: status(of.status),
        login_type: login_type(of.login_type),
        theme_preference: theme(of.theme_preference),
        last_seen_at: seen(of.last_seen_at),
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

/// A membership; `custom` are the roles of the organization's own.
pub(super) fn member(of: store::MemberRecord, custom: &[store::CustomRoleRecord]) -> OrganizationMember {
    OrganizationMember {
        user_id: of.user_id,
        organization_id: of.organization_id,
        created_at: of.created_at,
        updated_at: of.updated_at,
        roles: organization_roles(of.organization_id, &of.roles, custom),
    }
}

pub(super) fn member_with_user(
    of: store::MemberWithUser,
    custom: &[store::CustomRoleRecord],
) -> OrganizationMemberWithUserData {
    let store::MemberWithUser { member, user } = of;
    OrganizationMemberWithUserData {
        user_id: member.user_id,
        organization_id: member.organization_id,
        created_at: member.created_at,
        updated_at: member.updated_at,
        roles: organization_roles(member.organization_id, &member.roles, custom),
        global_roles: site_roles(&user.rbac_roles),
        status: status(user.status),
        login_type: login_type(user.login_type),
        last_seen_at: seen(user.last_seen_at),
        username: user.username,
        name: user.name,
        avatar_url: user.avatar_url,
        email: user.email,
        user_created_at: user.created_at,
        user_updated_at: user.updated_at,
    }
}

pub(super) fn appearance(of: store::Appearance) -> UserAppearanceSettings {
    // A word that the specification doesn't know any more is as good as none.
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

pub(super) fn key(of: store::ApiKeyRecord) -> ApiKey {
    ApiKey {
        login_type: login_type(of.login_type),
        scope: scope(&of.scope),
        scopes: scopes(&of.scope),
        allow_list: of.scope.objects().to_strings(),
        last_used: seen(of.last_used_at),
        id: of.id,
        user_id: of.user_id,
        expires_at: of.expires_at,
        created_at: of.created_at,
        updated_at: of.updated_at,
        token_name: of.token_name,
        lifetime_seconds: of.lifetime_seconds,
    }
}

pub(super) fn token(of: store::KeyWithUser) -> ApiKeyWithOwner {
    let store::KeyWithUser { key: of, username } = of;
    ApiKeyWithOwner {
        login_type: login_type(of.login_type),
        scope: scope(&of.scope),
        scopes: scopes(&of.scope),
        allow_list: of.scope.objects().to_strings(),
        last_used: seen(of.last_used_at),
        id: of.id,
        user_id: of.user_id,
        expires_at: of.expires_at,
        created_at: of.created_at,
        updated_at: of.updated_at,
        token_name: of.token_name,
        lifetime_seconds: of.lifetime_seconds,
        username,
    }
}

pub(super) fn role(of: RoleView) -> Role {
    let own = permissions(&of.permissions.own);
    let (own_in_organization, own_everywhere) =
        if of.organization.is_some() { (own, Vec::new()) } else { (Vec::new(), own) };
    Role {
        name: of.name,
        organization_id: of.organization,
        display_name: of.display_name,
        site_permissions: permissions(&of.permissions.site),
        organization_permissions: permissions(&of.permissions.organization),
        organization_member_permissions: own_in_organization,
        user_permissions: own_everywhere,
    }
}

pub(super) fn assignable_role(of: Assignable) -> AssignableRole {
    let built_in = of.role.built_in;
    let role = role(of.role);
    AssignableRole {
        name: role.name,
        organization_id: role.organization_id,
        display_name: role.display_name,
        site_permissions: role.site_permissions,
        organization_permissions: role.organization_permissions,
        organization_member_permissions: role.organization_member_permissions,
        user_permissions: role.user_permissions,
        assignable: of.by_caller,
        built_in,
    }
}

fn permissions(of: &[authorization::Permission]) -> Vec<RolePermission> {
    let shown = |rule: &authorization::Permission| RolePermission {
        negate: rule.negate,
        resource_type: rule.resource.map_or("*", |resource| resource.as_str()).into(),
        action: rule.action.map_or("*", |action| action.as_str()).into(),
    };
    of.iter().map(shown).collect()
}

/// A number of rows.
pub(super) fn count(rows: u64) -> i64 {
    i64::try_from(rows).unwrap_or(i64::MAX)
}

/// Names that name no role (any more) are left out.
fn site_roles(names: &[String]) -> Vec<SlimRole> {
    let roles = names.iter().filter_map(|name| name.parse::<SiteRole>().ok());
    roles.map(|role| slim(role.as_str(), role.display_name(), None)).collect()
}

fn organization_roles(
    organization: OrganizationId,
    names: &[String],
    custom: &[store::CustomRoleRecord],
) -> Vec<SlimRole> {
    let known = |name: &String| match name.parse::<OrganizationRole>().ok() {
        Some(role) => Some(slim(role.as_str(), role.display_name(), Some(organization))),
        None => {
            let own = custom.iter().find(|role| role.name == *name)?;
            Some(slim(&own.name, &own.display_name, Some(organization)))
        }
    };
    names.iter().filter_map(known).collect()
}

fn slim(name: &str, display_name: &str, organization_id: Option<OrganizationId>) -> SlimRole {
    SlimRole { name: name.into(), display_name: display_name.into(), organization_id }
}

/// What never happened is the beginning of the year 1.
fn seen(at: Option<DateTime<Utc>>) -> DateTime<Utc> {
    at.unwrap_or_else(|| {
        let day = NaiveDate::from_ymd_opt(1, 1, 1).expect("the first day of the year 1 is in the calendar");
        day.and_time(NaiveTime::MIN).and_utc()
    })
}

fn theme(preference: String) -> Option<String> {
    (!preference.is_empty()).then_some(preference)
}

fn status(of: store::UserStatus) -> UserStatus {
    match of {
        store::UserStatus::Active => UserStatus::Active,
        store::UserStatus::Dormant => UserStatus::Dormant,
        store::UserStatus::Suspended => UserStatus::Suspended,
    }
}

pub(super) fn login_type(of: store::LoginType) -> LoginType {
    match of {
        store::LoginType::Password => LoginType::Password,
        store::LoginType::Github => LoginType::Github,
        store::LoginType::Oidc => LoginType::Oidc,
        store::LoginType::Token => LoginType::Token,
        store::LoginType::None => LoginType::None,
        store::LoginType::Oauth2ProviderApp => LoginType::Oauth2ProviderApp,
    }
}

/// The one word that older clients know.
fn scope(of: &Scope) -> ApiKeyScope {
    match (of.names(), of.objects()) {
        ([ScopeName::All], AllowList::Everything) => ApiKeyScope::All,
        ([ScopeName::ApplicationConnect], AllowList::Everything) => ApiKeyScope::ApplicationConnect,
        _ => ApiKeyScope::Empty,
    }
}

fn scopes(of: &Scope) -> Vec<String> {
    of.names().iter().map(ToString::to_string).collect()
}

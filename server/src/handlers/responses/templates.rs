//! Answers about templates and their access lists.

use burgrave_api::{
    CorsBehavior, DailyUsers, DailyUsersEntry, DayOfWeek, PortShareLevel, ProvisionerType, Template,
    TemplateAcl, TemplateAutostartRequirement, TemplateAutostopRequirement, TemplateBuildTimeStats,
    TemplateGroup, TemplateRole, TemplateUser, TransitionStats,
};
use burgrave_core::authorization::AccessRole;
use burgrave_core::provisioning::schedule::Weekdays;
use burgrave_store::TemplateRecord;
use serde_json::Value;

use super::{groups, int32, users};
use crate::identity::groups::GroupView;
use crate::identity::users::UserView;
use crate::provisioning::templates::{DailyUse, TemplateAccess};

/// How many people use a template, day by day.
pub(crate) fn daily_users(of: DailyUse) -> DailyUsers {
    let entries = of.days.into_iter().map(|(date, amount)| DailyUsersEntry {
        date: date.to_string(),
        amount: i64::try_from(amount).unwrap_or(i64::MAX),
    });
    DailyUsers { entries: entries.collect(), tz_hour_offset: of.zone_hours }
}

/// A template.
pub(crate) fn template(of: TemplateRecord) -> Template {
    Template {
        id: of.id,
        created_at: of.created_at,
        updated_at: of.updated_at,
        organization_id: of.organization_id,
        organization_name: of.organization_name,
        organization_display_name: of.organization_display_name,
        organization_icon: of.organization_icon,
        name: of.name,
        display_name: of.display_name,
        provisioner: word(
            &ProvisionerType::ALL,
            ProvisionerType::as_str,
            &of.provisioner,
            ProvisionerType::Terraform,
        ),
        active_version_id: of.active_version_id,
        active_user_count: int32(of.active_users),
        build_time_stats: build_times(&of.build_times),
        description: of.description,
        deprecated: !of.deprecation_message.is_empty(),
        deprecation_message: of.deprecation_message,
        deleted: of.deleted_at.is_some(),
        icon: of.icon,
        default_ttl_ms: of.default_ttl_ms,
        activity_bump_ms: of.activity_bump_ms,
        time_til_autostop_notify_ms: of.autostop_notify_ms,
        autostop_requirement: TemplateAutostopRequirement {
            days_of_week: days(of.autostop_days),
            weeks: of.autostop_weeks,
        },
        autostart_requirement: TemplateAutostartRequirement { days_of_week: days(of.autostart_days) },
        created_by_id: of.created_by,
        created_by_name: of.created_by_name,
        allow_user_autostart: of.allow_user_autostart,
        allow_user_autostop: of.allow_user_autostop,
        allow_user_cancel_workspace_jobs: of.allow_user_cancel,
        failure_ttl_ms: of.failure_ttl_ms,
        time_til_dormant_ms: of.dormant_after_ms,
        time_til_dormant_autodelete_ms: of.delete_dormant_after_ms,
        require_active_version: of.require_active_version,
        max_port_share_level: word(
            &PortShareLevel::ALL,
            PortShareLevel::as_str,
            &of.max_port_share_level,
            PortShareLevel::Owner,
        ),
        cors_behavior: word(
            &CorsBehavior::ALL,
            CorsBehavior::as_str,
            &of.cors_behavior,
            CorsBehavior::Simple,
        ),
        use_classic_parameter_flow: of.classic_parameters,
        disable_module_cache: of.disable_module_cache,
    }
}

/// A stored word of the API; one that a newer server has written counts as `other`.
fn word<T: Copy>(all: &[T], name: fn(T) -> &'static str, text: &str, other: T) -> T {
    all.iter().copied().find(|known| name(*known) == text).unwrap_or(other)
}

fn days(bits: u32) -> Vec<DayOfWeek> {
    let days = Weekdays::from_bits(u8::try_from(bits).unwrap_or_default());
    days.words().map(|day| word(&DayOfWeek::ALL, DayOfWeek::as_str, day, DayOfWeek::Monday)).collect()
}

/// The latest statistics, from JSON; before the first ones, all values are absent.
fn build_times(counted: &str) -> TemplateBuildTimeStats {
    let counted: Value = serde_json::from_str(counted).unwrap_or_default();
    let of = |transition: &str| TransitionStats {
        p50: counted[transition]["P50"].as_i64(),
        p95: counted[transition]["P95"].as_i64(),
    };
    TemplateBuildTimeStats { start: of("start"), stop: of("stop"), delete: of("delete") }
}

/// An access list.
pub(crate) fn access(of: TemplateAccess) -> TemplateAcl {
    TemplateAcl {
        users: of.users.into_iter().map(user).collect(),
        group: of.groups.into_iter().map(group).collect(),
    }
}

fn user((view, role): (UserView, AccessRole)) -> TemplateUser {
    let user = users::user(view);
    TemplateUser {
        id: user.id,
        username: user.username,
        name: user.name,
        avatar_url: user.avatar_url,
        email: user.email,
        created_at: user.created_at,
        updated_at: user.updated_at,
        last_seen_at: user.last_seen_at,
        status: user.status,
        login_type: user.login_type,
        theme_preference: user.theme_preference,
        is_service_account: user.is_service_account,
        has_ai_seat: user.has_ai_seat,
        organization_ids: user.organization_ids,
        roles: user.roles,
        role: access_role(role),
    }
}

fn group((view, role): (GroupView, AccessRole)) -> TemplateGroup {
    let group = groups::group(view);
    TemplateGroup {
        id: group.id,
        name: group.name,
        display_name: group.display_name,
        organization_id: group.organization_id,
        organization_name: group.organization_name,
        organization_display_name: group.organization_display_name,
        members: group.members,
        total_member_count: group.total_member_count,
        avatar_url: group.avatar_url,
        quota_allowance: group.quota_allowance,
        source: group.source,
        role: access_role(role),
    }
}

fn access_role(role: AccessRole) -> TemplateRole {
    match role {
        AccessRole::Use => TemplateRole::Use,
        AccessRole::Admin => TemplateRole::Admin,
    }
}

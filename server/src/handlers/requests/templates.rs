//! Requests about templates.

use burgrave_api::{
    CorsBehavior, CreateTemplateRequest, DayOfWeek, ExplainTemplateAccessParams, PortShareLevel,
    TemplateAction, TemplateAutostartRequirementRequest, TemplateAutostopRequirementRequest,
    UpdateTemplateRequest,
};
use burgrave_core::ids::TemplateId;
use burgrave_core::provisioning::schedule::Weekdays;

use super::filter;
use crate::handlers::responses::template_access::action;
use crate::provisioning::templates::{AccessQuestion, NewTemplateInput, TemplateSettings, UpdateTemplate};

/// A new template.
pub(crate) fn new_template(organization: String, body: CreateTemplateRequest) -> NewTemplateInput {
    let (autostop_days, autostop_weeks) = autostop(body.autostop_requirement.value());
    let settings = TemplateSettings {
        name: Some(body.name),
        display_name: body.display_name.value(),
        description: body.description.value(),
        icon: body.icon.value(),
        deprecation_message: None,
        default_ttl: body.default_ttl_ms.value(),
        activity_bump: body.activity_bump_ms.value(),
        autostop_notify: body.time_til_autostop_notify_ms.value(),
        failure_ttl: body.failure_ttl_ms.value(),
        dormant_after: body.dormant_ttl_ms.value(),
        delete_dormant_after: body.delete_ttl_ms.value(),
        autostop_days,
        autostop_weeks,
        autostart_days: autostart(body.autostart_requirement.value()),
        allow_user_autostart: body.allow_user_autostart.value(),
        allow_user_autostop: body.allow_user_autostop.value(),
        allow_user_cancel: body.allow_user_cancel_workspace_jobs.value(),
        require_active_version: body.require_active_version.value(),
        max_port_share_level: body.max_port_share_level.value().map(port_share_level),
        cors_behavior: body.cors_behavior.value().map(cors_behavior),
        classic_parameters: body.template_use_classic_parameter_flow.value(),
        disable_module_cache: body.disable_module_cache.value(),
        without_everyone: body.disable_everyone_group_access.value(),
        dormancy_fields: ["dormant_ttl_ms", "delete_ttl_ms"],
    };
    NewTemplateInput { organization, version: body.template_version_id, settings }
}

/// A change of a template and of its workspaces.
pub(crate) fn update(template: TemplateId, body: UpdateTemplateRequest) -> UpdateTemplate {
    UpdateTemplate {
        template,
        uses_workspaces: body.update_workspace_last_used_at.as_value().copied().unwrap_or(false),
        renews_dormancy: body.update_workspace_dormant_at.as_value().copied().unwrap_or(false),
        settings: changes(body),
    }
}

fn changes(body: UpdateTemplateRequest) -> TemplateSettings {
    let (autostop_days, autostop_weeks) = autostop(body.autostop_requirement.value());
    TemplateSettings {
        name: body.name.value(),
        display_name: body.display_name.value(),
        description: body.description.value(),
        icon: body.icon.value(),
        deprecation_message: body.deprecation_message.value(),
        default_ttl: body.default_ttl_ms.value(),
        activity_bump: body.activity_bump_ms.value(),
        autostop_notify: body.time_til_autostop_notify_ms.value(),
        failure_ttl: body.failure_ttl_ms.value(),
        dormant_after: body.time_til_dormant_ms.value(),
        delete_dormant_after: body.time_til_dormant_autodelete_ms.value(),
        autostop_days,
        autostop_weeks,
        autostart_days: autostart(body.autostart_requirement.value()),
        allow_user_autostart: body.allow_user_autostart.value(),
        allow_user_autostop: body.allow_user_autostop.value(),
        allow_user_cancel: body.allow_user_cancel_workspace_jobs.value(),
        require_active_version: body.require_active_version.value(),
        max_port_share_level: body.max_port_share_level.value().map(port_share_level),
        cors_behavior: body.cors_behavior.value().map(cors_behavior),
        classic_parameters: body.use_classic_parameter_flow.value(),
        disable_module_cache: body.disable_module_cache.value(),
        without_everyone: body.disable_everyone_group_access.value(),
        dormancy_fields: ["time_til_dormant_ms", "time_til_dormant_autodelete_ms"],
    }
}

fn autostop(given: Option<TemplateAutostopRequirementRequest>) -> (Option<Weekdays>, Option<i64>) {
    let Some(given) = given else { return (None, None) };
    (given.days_of_week.value().map(weekdays), given.weeks.value())
}

/// An empty list means every day: a template without autostart says so in `allow_user_autostart`.
fn autostart(given: Option<TemplateAutostartRequirementRequest>) -> Option<Weekdays> {
    let days = weekdays(given?.days_of_week.value()?);
    Some(if days == Weekdays::NONE { Weekdays::ALL } else { days })
}

fn weekdays(days: Vec<DayOfWeek>) -> Weekdays {
    let words = days.iter().map(|day| day.as_str());
    // The specification has the same seven words.
    Weekdays::from_words(words).unwrap_or(Weekdays::NONE)
}

fn port_share_level(level: PortShareLevel) -> String {
    level.as_str().to_owned()
}

fn cors_behavior(behavior: CorsBehavior) -> String {
    behavior.as_str().to_owned()
}

/// A question about access. Its defaults are the caller, and the use of the template.
pub(crate) fn access_question(params: ExplainTemplateAccessParams) -> AccessQuestion {
    AccessQuestion {
        template: params.template,
        user: filter(params.user),
        action: action(params.action.unwrap_or(TemplateAction::Use)),
    }
}

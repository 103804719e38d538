//! What is told of workspaces, templates and jobs.

use std::sync::Arc;

use burgrave_core::ids::{TemplateVersionId, WorkspaceBuildId};
use burgrave_core::notifications::{Content, Occasion};
use burgrave_core::provisioning::build::{BuildReason, Transition};
use burgrave_core::provisioning::drift::DriftedResource;
use burgrave_core::provisioning::quota::Reached;
use burgrave_store::{
    Build, JobRecord, NewBuild, QuotaCommit, StoreError, TemplateRecord, TemplateVersionRecord, UserRecord,
    WorkspaceRecord,
};
use chrono::TimeDelta;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::application::Caller;
use crate::application::command::{Actor, Automatic, CommandContext};
use crate::application::notices::{Audience, announce, called};

/// Who has begun what nobody asked for.
const BY_ITSELF: &str = "autobuild";

/// A build has begun: the first one of a workspace, or one with another version than before.
///
/// # Errors
/// The storage's.
pub(super) async fn build_begun<C: Actor>(
    context: &CommandContext<C>,
    workspace: &WorkspaceRecord,
    build: &NewBuild,
    version: &TemplateVersionRecord,
    before: Option<TemplateVersionId>,
) -> Result<(), StoreError> {
    let first = before.is_none();
    if before == Some(version.id) || build.transition != Transition::Start {
        return Ok(());
    }
    let (id, now) = (workspace.id, context.now);
    if !first && build.reason == BuildReason::Autostart {
        let content = Content::new()
            .label("name", &workspace.name)
            .label("template_version_name", &version.name)
            .label("template_version_message", &version.message)
            .targets(targets(workspace));
        let told = (Occasion::WorkspaceAutoUpdated, Audience::One(workspace.owner_id));
        return announce(context, told, id, &content, now).await;
    }
    let Some(owner) = context.user_by_id(workspace.owner_id).await? else { return Ok(()) };
    let content = Content::new()
        .label("workspace", &workspace.name)
        .label("workspace_owner_username", &owner.username)
        .label("template", &workspace.template_name)
        .label("version", &version.name)
        .data(data(workspace, &owner, version))
        .targets(targets(workspace));
    let told = Audience::TemplateAdmins(Some(build.initiator_id));
    if first {
        return announce(context, (Occasion::WorkspaceCreated, told), id, &content, now).await;
    }
    let initiator = context.user_by_id(build.initiator_id).await?;
    let content = content
        .label("organization", &workspace.organization_name)
        .label("initiator", initiator.as_ref().map_or(BY_ITSELF, called));
    announce(context, (Occasion::WorkspaceUpdated, told), id, &content, now).await
}

/// A build has failed.
///
/// # Errors
/// The storage's.
pub(super) async fn build_failed(
    context: &CommandContext<Automatic>,
    workspace: &WorkspaceRecord,
    build: &Build,
) -> Result<(), StoreError> {
    let content = Content::new().label("name", &workspace.name).targets(targets(workspace));
    if by_itself(build.reason) {
        let content = content.label("reason", build.reason.as_str());
        let told = (Occasion::WorkspaceAutobuildFailed, Audience::One(workspace.owner_id));
        return announce(context, told, build.id, &content, context.now).await;
    }
    let template = match workspace.template_display_name.as_str() {
        "" => &workspace.template_name,
        shown => shown,
    };
    let content = content
        .label("template_name", template)
        .label("template_version_name", &build.version_name)
        .label("initiator", &build.initiator_name)
        .label("workspace_owner_username", &workspace.owner_name)
        .label("workspace_build_number", &build.build_number.to_string());
    let told = (Occasion::WorkspaceBuildFailed, Audience::OnlyTemplateAdmins);
    announce(context, told, build.id, &content, context.now).await
}

/// A workspace was deleted; its owner knows of what they have done themselves.
///
/// # Errors
/// The storage's.
pub(super) async fn workspace_deleted(
    context: &CommandContext<Automatic>,
    workspace: &WorkspaceRecord,
    build: &Build,
) -> Result<(), StoreError> {
    let (automatic, owner) = (by_itself(build.reason), workspace.owner_id);
    if build.initiator_id == owner && !automatic {
        return Ok(());
    }
    let initiator = if automatic { BY_ITSELF } else { &build.initiator_name };
    let reason = if automatic { "it was dormant for too long" } else { "initiated by user" };
    let content = Content::new()
        .label("name", &workspace.name)
        .label("initiator", initiator)
        .label("reason", reason)
        .targets(targets(workspace));
    let told = (Occasion::WorkspaceDeleted, Audience::One(owner));
    announce(context, told, workspace.id, &content, context.now).await
}

/// A workspace has become dormant: by somebody, or because nobody used it.
///
/// # Errors
/// The storage's.
pub(super) async fn workspace_dormant<C: Actor>(
    context: &CommandContext<C>,
    workspace: &WorkspaceRecord,
    template: &TemplateRecord,
    by: Option<&UserRecord>,
) -> Result<(), StoreError> {
    if by.is_some_and(|by| by.id == workspace.owner_id) {
        return Ok(());
    }
    let reason = match by {
        Some(by) => format!("{} has put it to sleep", by.username),
        None => "it was not used".to_owned(),
    };
    let content = Content::new()
        .label("name", &workspace.name)
        .label("reason", &reason)
        .label("timeTilDelete", &in_words(template.delete_dormant_after_ms))
        .targets(targets(workspace));
    let told = (Occasion::WorkspaceDormant, Audience::One(workspace.owner_id));
    announce(context, told, workspace.id, &content, context.now).await
}

/// A template was deleted.
///
/// # Errors
/// The storage's.
pub(super) async fn template_deleted(
    context: &CommandContext<Arc<Caller>>,
    template: &TemplateRecord,
) -> Result<(), StoreError> {
    let by = &context.caller().user;
    let content = Content::new()
        .label("name", &template.name)
        .label("initiator", called(by))
        .targets(vec![template.id.into(), template.organization_id.into()]);
    let told = (Occasion::TemplateDeleted, Audience::TemplateAdmins(Some(by.id)));
    announce(context, told, template.id, &content, context.now).await
}

/// Nothing more is made of a template, for this reason. Those who have something of it are told.
///
/// # Errors
/// The storage's.
pub(super) async fn template_deprecated(
    context: &CommandContext<Arc<Caller>>,
    template: &TemplateRecord,
    message: &str,
) -> Result<(), StoreError> {
    let content = Content::new()
        .label("template", &template.name)
        .label("organization", &template.organization_name)
        .label("message", message)
        .targets(vec![template.id.into(), template.organization_id.into()]);
    let told = (Occasion::TemplateDeprecated, Audience::WorkspaceOwners(None));
    announce(context, told, template.id, &content, context.now).await
}

/// Resources that a message names at most.
const MOST_NAMED: usize = 10;

/// A check has found that a workspace has changed without a build.
///
/// # Errors
/// The storage's.
pub(super) async fn workspace_drifted(
    context: &CommandContext<Automatic>,
    workspace: &WorkspaceRecord,
    check: Uuid,
    found: &[DriftedResource],
) -> Result<(), StoreError> {
    let mut named: Vec<_> = found.iter().take(MOST_NAMED).map(|one| one.address.as_str()).collect();
    if found.len() > MOST_NAMED {
        named.push("…");
    }
    let content = Content::new()
        .label("name", &workspace.name)
        .label("count", &found.len().to_string())
        .label("resources", &named.join(", "))
        .targets(targets(workspace));
    let told = (Occasion::WorkspaceDrifted, Audience::One(workspace.owner_id));
    announce(context, told, check, &content, context.now).await
}

/// Somebody has come to a part of their budget with a build.
///
/// # Errors
/// The storage's.
pub(super) async fn quota_reached(
    context: &CommandContext<Automatic>,
    job: &JobRecord,
    build: WorkspaceBuildId,
    (reached, committed): (Reached, &QuotaCommit),
) -> Result<(), StoreError> {
    let Some(workspace) = job.workspace_id else { return Ok(()) };
    let Some(workspace) = context.workspace(workspace).await? else { return Ok(()) };
    let content = Content::new()
        .label("organization", &workspace.organization_name)
        .label("workspace", &workspace.name)
        .label("consumed", &committed.decision.consumed.to_string())
        .label("budget", &committed.commit.budget.unwrap_or_default().to_string())
        .targets(targets(&workspace));
    let occasion = match reached {
        Reached::Nearly => Occasion::QuotaNearlyUsed,
        Reached::Wholly => Occasion::QuotaUsedUp,
    };
    let told = (occasion, Audience::One(workspace.owner_id));
    announce(context, told, build, &content, context.now).await
}

/// A job waits for a daemon that isn't there.
///
/// # Errors
/// The storage's.
pub(super) async fn job_unplaceable(
    context: &CommandContext<Automatic>,
    job: &JobRecord,
    reason: &str,
) -> Result<(), StoreError> {
    let organization = context.organization_by_id(job.organization_id).await?;
    let initiator = context.user_by_id(job.initiator_id).await?;
    let content = Content::new()
        .label("organization", organization.as_ref().map_or("", |organization| &organization.name))
        .label("initiator", initiator.as_ref().map_or("", called))
        .label("type", job.kind.as_str())
        .label("reason", reason)
        .targets(vec![job.id.into(), job.organization_id.into()]);
    let told = (Occasion::JobUnplaceable, Audience::TemplateAdmins(None));
    announce(context, told, job.id, &content, context.now).await
}

fn by_itself(reason: BuildReason) -> bool {
    matches!(reason, BuildReason::Autostart | BuildReason::Autostop | BuildReason::Dormancy)
}

fn targets(workspace: &WorkspaceRecord) -> Vec<Uuid> {
    vec![
        workspace.id.into(),
        workspace.owner_id.into(),
        workspace.template_id.into(),
        workspace.organization_id.into(),
    ]
}

fn data(workspace: &WorkspaceRecord, owner: &UserRecord, version: &TemplateVersionRecord) -> Value {
    json!({
        "workspace": {"id": workspace.id.to_string(), "name": workspace.name},
        "template": {"id": workspace.template_id.to_string(), "name": workspace.template_name},
        "template_version": {"id": version.id.to_string(), "name": version.name},
        "owner": {"id": owner.id.to_string(), "name": owner.name, "email": owner.email},
    })
}

/// A time as people say it, rounded down to days or hours; empty for none.
fn in_words(milliseconds: i64) -> String {
    let time = TimeDelta::try_milliseconds(milliseconds).unwrap_or_default();
    match (time.num_days(), time.num_hours()) {
        _ if milliseconds <= 0 => String::new(),
        (1, _) => "a day".into(),
        (days, _) if days > 1 => format!("{days} days"),
        (_, 1) => "an hour".into(),
        (_, hours) if hours > 1 => format!("{hours} hours"),
        _ => "less than an hour".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_said_in_words() {
        const HOUR: i64 = 3_600_000;
        for (milliseconds, words) in [
            (0, ""),
            (HOUR / 2, "less than an hour"),
            (HOUR, "an hour"),
            (HOUR * 23, "23 hours"),
            (HOUR * 24, "a day"),
            (HOUR * 24 * 7, "7 days"),
        ] {
            assert_eq!(in_words(milliseconds), words);
        }
    }
}

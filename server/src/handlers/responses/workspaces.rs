//! Answers about workspaces.

use burgrave_api::{AutomaticUpdates as ApiAutomaticUpdates, MinimalUser, Workspace, WorkspaceHealth};
use burgrave_core::provisioning::build::AutomaticUpdates;
use burgrave_store::MemberWithUser;

use super::non_empty;
use super::workspace_builds::build;
use crate::provisioning::workspaces::WorkspaceView;

/// A workspace with its latest build; `renames`: whether the server allows to rename workspaces.
pub(crate) fn workspace(view: WorkspaceView, renames: bool) -> Workspace {
    let failing_agents = view.failing_agents();
    let WorkspaceView { latest, favorite } = view;
    let of = latest.workspace.clone();
    Workspace {
        id: of.id,
        created_at: of.created_at,
        updated_at: of.updated_at,
        owner_id: of.owner_id,
        owner_name: of.owner_name.clone(),
        owner_avatar_url: of.owner_avatar_url.clone(),
        organization_id: of.organization_id,
        organization_name: of.organization_name.clone(),
        template_id: of.template_id,
        template_name: of.template_name.clone(),
        template_display_name: of.template_display_name.clone(),
        template_icon: of.template_icon.clone(),
        template_allow_user_cancel_workspace_jobs: of.template_allow_user_cancel,
        template_active_version_id: of.template_active_version_id,
        template_require_active_version: of.template_require_active_version,
        template_use_classic_parameter_flow: of.template_classic_parameters,
        outdated: latest.build.version_id != of.template_active_version_id,
        latest_build: build(latest),
        // Apps have no status yet.
        latest_app_status: None,
        name: of.name.clone(),
        autostart_schedule: of.autostart_schedule.clone(),
        ttl_ms: of.ttl_ms,
        last_used_at: of.last_used_at,
        deleting_at: of.deleting_at,
        dormant_at: of.dormant_at,
        health: WorkspaceHealth { healthy: failing_agents.is_empty(), failing_agents },
        automatic_updates: automatic_updates(of.automatic_updates),
        allow_renames: renames,
        favorite,
        next_start_at: of.next_start_at,
        // There are no prebuilt workspaces and no tasks.
        is_prebuild: false,
        task_id: None,
    }
}

fn automatic_updates(updates: AutomaticUpdates) -> ApiAutomaticUpdates {
    match updates {
        AutomaticUpdates::Always => ApiAutomaticUpdates::Always,
        AutomaticUpdates::Never => ApiAutomaticUpdates::Never,
    }
}

/// A user for whom a workspace can be created.
pub(crate) fn owner(of: MemberWithUser) -> MinimalUser {
    MinimalUser {
        id: of.member.user_id,
        username: of.user.username,
        name: non_empty(of.user.name),
        avatar_url: non_empty(of.user.avatar_url),
    }
}

//! Workspaces and their builds in the words of the API.

use burgrave_api::{
    AgentConnectionTiming, AgentConnectionTimingStage, AutomaticUpdates as ApiAutomaticUpdates,
    BuildReason as ApiReason, MinimalUser, ProvisionerTiming, ProvisionerTimingStage, Workspace,
    WorkspaceBuild, WorkspaceBuildParameter, WorkspaceBuildTimings, WorkspaceHealth, WorkspaceStatus,
};
use burgrave_core::ids::ProvisionerJobId;
use burgrave_core::provisioning::build::{AutomaticUpdates, BuildReason, BuildStatus};
use burgrave_core::provisioning::job::{JobStatus, TimingStage};
use burgrave_store::{AgentRecord, BuildParameter, JobTiming, MemberWithUser};

use super::responses_provisioning::{job, transition};
use super::responses_resources::resource;
use super::responses_versions::matched_provisioners;
use crate::provisioning::builds::{BuildView, Timings};
use crate::provisioning::workspaces::WorkspaceView;

/// A workspace with its latest build; `renames`: the server lets workspaces have other names.
pub(super) fn workspace(view: WorkspaceView, renames: bool) -> Workspace {
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
        // No app tells anything of its work yet.
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
        // None is made in advance, and none for a task.
        is_prebuild: false,
        task_id: None,
    }
}

/// A build.
pub(super) fn build(view: BuildView) -> WorkspaceBuild {
    let BuildView { workspace: of, build, job: carried, matched, resources } = view;
    let status = carried.job.status();
    let succeeded = status == JobStatus::Succeeded;
    WorkspaceBuild {
        id: build.id,
        created_at: build.created_at,
        updated_at: build.updated_at,
        workspace_id: of.id,
        workspace_name: of.name.clone(),
        workspace_owner_id: of.owner_id,
        workspace_owner_name: of.owner_name.clone(),
        workspace_owner_avatar_url: Some(of.owner_avatar_url.clone()).filter(|url| !url.is_empty()),
        template_version_id: build.version_id,
        template_version_name: build.version_name,
        build_number: i32::try_from(build.build_number).unwrap_or(i32::MAX),
        transition: transition(build.transition),
        initiator_id: build.initiator_id,
        initiator_name: build.initiator_name,
        job: job(carried),
        reason: reason(build.reason),
        resources: resources.into_iter().map(resource).collect(),
        deadline: build.deadline,
        max_deadline: build.max_deadline,
        status: workspace_status(BuildStatus::of(status, build.transition)),
        daily_cost: i32::try_from(build.daily_cost).unwrap_or(i32::MAX),
        matched_provisioners: matched_provisioners(matched.unwrap_or_default()),
        template_version_preset_id: build.preset_id,
        // None has an AI task.
        has_ai_task: succeeded.then_some(false),
        has_external_agent: succeeded.then_some(build.has_external_agent),
    }
}

fn workspace_status(status: BuildStatus) -> WorkspaceStatus {
    match status {
        BuildStatus::Pending => WorkspaceStatus::Pending,
        BuildStatus::Starting => WorkspaceStatus::Starting,
        BuildStatus::Running => WorkspaceStatus::Running,
        BuildStatus::Stopping => WorkspaceStatus::Stopping,
        BuildStatus::Stopped => WorkspaceStatus::Stopped,
        BuildStatus::Failed => WorkspaceStatus::Failed,
        BuildStatus::Canceling => WorkspaceStatus::Canceling,
        BuildStatus::Canceled => WorkspaceStatus::Canceled,
        BuildStatus::Deleting => WorkspaceStatus::Deleting,
        BuildStatus::Deleted => WorkspaceStatus::Deleted,
    }
}

fn reason(reason: BuildReason) -> ApiReason {
    match reason {
        BuildReason::Initiator => ApiReason::Initiator,
        BuildReason::Autostart => ApiReason::Autostart,
        BuildReason::Autostop => ApiReason::Autostop,
        BuildReason::Dormancy => ApiReason::Dormancy,
        BuildReason::Dashboard => ApiReason::Dashboard,
        BuildReason::Cli => ApiReason::Cli,
        BuildReason::SshConnection => ApiReason::SshConnection,
        BuildReason::VscodeConnection => ApiReason::VscodeConnection,
        BuildReason::JetbrainsConnection => ApiReason::JetbrainsConnection,
        BuildReason::TaskManualPause => ApiReason::TaskManualPause,
        BuildReason::TaskAutoPause => ApiReason::TaskAutoPause,
        BuildReason::TaskResume => ApiReason::TaskResume,
    }
}

fn automatic_updates(updates: AutomaticUpdates) -> ApiAutomaticUpdates {
    match updates {
        AutomaticUpdates::Always => ApiAutomaticUpdates::Always,
        AutomaticUpdates::Never => ApiAutomaticUpdates::Never,
    }
}

/// The value of a parameter.
pub(super) fn parameter(of: BuildParameter) -> WorkspaceBuildParameter {
    WorkspaceBuildParameter { name: of.name, value: of.value }
}

/// Somebody for whom a workspace can be made.
pub(super) fn owner(of: MemberWithUser) -> MinimalUser {
    MinimalUser {
        id: of.member.user_id,
        username: of.user.username,
        name: Some(of.user.name).filter(|name| !name.is_empty()),
        avatar_url: Some(of.user.avatar_url).filter(|url| !url.is_empty()),
    }
}

/// How long the parts of a build took.
pub(super) fn timings(of: Timings) -> WorkspaceBuildTimings {
    let Timings { job, parts, agents } = of;
    WorkspaceBuildTimings {
        provisioner_timings: parts.into_iter().map(|part| timing(job, part)).collect(),
        // No agent runs its scripts yet.
        agent_script_timings: Vec::new(),
        agent_connection_timings: agents.into_iter().filter_map(connection).collect(),
    }
}

fn timing(job_id: ProvisionerJobId, part: JobTiming) -> ProvisionerTiming {
    ProvisionerTiming {
        job_id,
        started_at: part.started_at,
        ended_at: part.ended_at,
        stage: match part.stage {
            TimingStage::Init => ProvisionerTimingStage::Init,
            TimingStage::Plan => ProvisionerTimingStage::Plan,
            TimingStage::Graph => ProvisionerTimingStage::Graph,
            TimingStage::Apply => ProvisionerTimingStage::Apply,
        },
        source: part.source,
        action: part.action,
        resource: part.resource,
    }
}

fn connection(agent: AgentRecord) -> Option<AgentConnectionTiming> {
    Some(AgentConnectionTiming {
        started_at: agent.created_at,
        ended_at: agent.first_connected_at?,
        stage: AgentConnectionTimingStage::Connect,
        workspace_agent_id: agent.id,
        workspace_agent_name: agent.name,
    })
}

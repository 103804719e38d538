//! Answers about the builds of workspaces.

use burgrave_api::{
    AgentConnectionTiming, AgentConnectionTimingStage, BuildReason as ApiReason, ProvisionerTiming,
    ProvisionerTimingStage, ResourceReplacement, WorkspaceBuild, WorkspaceBuildParameter,
    WorkspaceBuildTimings, WorkspaceStatus,
};
use burgrave_core::ids::ProvisionerJobId;
use burgrave_core::provisioning::build::{BuildReason, BuildStatus};
use burgrave_core::provisioning::job::{JobStatus, TimingStage};
use burgrave_core::provisioning::resources::Replacement;
use burgrave_store::{AgentRecord, BuildParameter, JobTiming};

use super::jobs::{job, transition};
use super::resources::resource;
use super::template_versions::{matched_provisioners, module};
use super::{filled, int32, non_empty};
use crate::provisioning::builds::{BuildView, Timings};

/// A build.
pub(crate) fn build(view: BuildView) -> WorkspaceBuild {
    let BuildView { workspace: of, build, job: job_view, matched, resources, plan } = view;
    let status = job_view.job.status();
    let succeeded = status == JobStatus::Succeeded;
    WorkspaceBuild {
        id: build.id,
        created_at: build.created_at,
        updated_at: build.updated_at,
        workspace_id: of.id,
        workspace_name: of.name.clone(),
        workspace_owner_id: of.owner_id,
        workspace_owner_name: of.owner_name.clone(),
        workspace_owner_avatar_url: non_empty(of.owner_avatar_url.clone()),
        template_version_id: build.version_id,
        template_version_name: build.version_name,
        build_number: int32(build.build_number),
        transition: transition(build.transition),
        initiator_id: build.initiator_id,
        initiator_name: build.initiator_name,
        job: job(job_view),
        reason: reason(build.reason),
        resources: resources.into_iter().map(resource).collect(),
        deadline: build.deadline,
        max_deadline: build.max_deadline,
        status: workspace_status(BuildStatus::of(status, build.transition)),
        daily_cost: int32(build.daily_cost),
        matched_provisioners: matched_provisioners(matched.unwrap_or_default()),
        template_version_preset_id: build.preset_id,
        // No build has an AI task.
        has_ai_task: succeeded.then_some(false),
        has_external_agent: succeeded.then_some(build.has_external_agent),
        modules: filled(plan.modules.into_iter().map(module).collect()),
        resource_replacements: filled(plan.replacements.into_iter().map(replacement).collect()),
    }
}

fn replacement(of: Replacement) -> ResourceReplacement {
    ResourceReplacement { resource: of.resource, paths: of.paths }
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

/// The value of a parameter.
pub(crate) fn parameter(of: BuildParameter) -> WorkspaceBuildParameter {
    WorkspaceBuildParameter { name: of.name, value: of.value }
}

/// The durations of the parts of a build.
pub(crate) fn timings(of: Timings) -> WorkspaceBuildTimings {
    let Timings { job, parts, agents } = of;
    WorkspaceBuildTimings {
        provisioner_timings: parts.into_iter().map(|part| timing(job, part)).collect(),
        // Agents run no scripts yet.
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

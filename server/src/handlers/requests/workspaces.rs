//! Requests about workspaces and their builds.

use burgrave_api::{
    AutomaticUpdates, CancelWorkspaceBuildExpectStatus, CreateWorkspaceBuildReason,
    CreateWorkspaceBuildRequest, CreateWorkspaceRequest, Field, ParameterValueRequest, WorkspaceTransition,
};
use burgrave_core::ids::{PresetId, WorkspaceId};
use burgrave_core::provisioning::build::{self, BuildReason, BuildRequest, Transition};
use burgrave_core::provisioning::job::Expected;

use crate::application::AppSettings;
use crate::provisioning::builds::{CreateBuild, GivenParameters};
use crate::provisioning::workspaces::NewWorkspaceInput;

/// A new workspace. Clients send the nil UUID for an absent id.
pub(crate) fn new_workspace(
    organization: Option<String>,
    owner: String,
    body: CreateWorkspaceRequest,
) -> NewWorkspaceInput {
    NewWorkspaceInput {
        organization,
        owner,
        name: body.name,
        template: body.template_id.value().filter(|id| !id.is_nil()),
        version: body.template_version_id.value().filter(|id| !id.is_nil()),
        schedule: body.autostart_schedule.value(),
        ttl: body.ttl_ms.value(),
        automatic_updates: body.automatic_updates.value().map_or(build::AutomaticUpdates::Never, updates),
        given: given(body.rich_parameter_values, body.template_version_preset_id),
    }
}

/// A new build.
pub(crate) fn new_build(
    workspace: WorkspaceId,
    body: CreateWorkspaceBuildRequest,
    settings: &AppSettings,
) -> CreateBuild {
    let state = body.state.value().map(|state| state.to_vec());
    let request = BuildRequest {
        transition: match body.transition {
            WorkspaceTransition::Start => Transition::Start,
            WorkspaceTransition::Stop => Transition::Stop,
            WorkspaceTransition::Delete => Transition::Delete,
        },
        reason: body.reason.value().map(reason),
        debug: body.log_level.value().is_some(),
        orphan: body.orphan.value().unwrap_or(false),
        brings_state: state.is_some(),
        on_success: body.on_success.value().map(|_| Transition::Start),
        dry_run: body.dry_run.value().unwrap_or(false),
    };
    CreateBuild {
        workspace,
        request,
        version: body.template_version_id.value().filter(|id| !id.is_nil()),
        given: given(body.rich_parameter_values, body.template_version_preset_id),
        state,
        debug_builds: settings.debug_builds,
        queue: settings.queue,
    }
}

/// Whether a workspace's version follows its template.
pub(crate) fn updates(word: AutomaticUpdates) -> build::AutomaticUpdates {
    match word {
        AutomaticUpdates::Always => build::AutomaticUpdates::Always,
        AutomaticUpdates::Never => build::AutomaticUpdates::Never,
    }
}

/// The status that a job must have.
pub(crate) fn expected(word: CancelWorkspaceBuildExpectStatus) -> Expected {
    match word {
        CancelWorkspaceBuildExpectStatus::Pending => Expected::Pending,
        CancelWorkspaceBuildExpectStatus::Running => Expected::Running,
    }
}

fn given(values: Field<Vec<ParameterValueRequest>>, preset: Field<PresetId>) -> GivenParameters {
    let values = values.value().unwrap_or_default();
    GivenParameters {
        values: values.into_iter().map(|one| (one.name, one.value)).collect(),
        preset: preset.value().filter(|id| !id.is_nil()),
    }
}

fn reason(word: CreateWorkspaceBuildReason) -> BuildReason {
    match word {
        CreateWorkspaceBuildReason::Dashboard => BuildReason::Dashboard,
        CreateWorkspaceBuildReason::Cli => BuildReason::Cli,
        CreateWorkspaceBuildReason::SshConnection => BuildReason::SshConnection,
        CreateWorkspaceBuildReason::VscodeConnection => BuildReason::VscodeConnection,
        CreateWorkspaceBuildReason::JetbrainsConnection => BuildReason::JetbrainsConnection,
        CreateWorkspaceBuildReason::TaskManualPause => BuildReason::TaskManualPause,
    }
}

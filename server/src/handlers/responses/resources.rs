//! Answers about resources and their agents.

use burgrave_api::{
    WorkspaceAgent, WorkspaceAgentDevcontainerDefinition, WorkspaceAgentHealth, WorkspaceAgentLogSource,
    WorkspaceAgentMemoryMonitor, WorkspaceAgentResourcesMonitoring, WorkspaceAgentScript,
    WorkspaceAgentStartupScriptBehavior, WorkspaceAgentStatus, WorkspaceAgentVolumeMonitor, WorkspaceApp,
    WorkspaceAppHealth, WorkspaceAppHealthcheck, WorkspaceAppOpenIn, WorkspaceAppSharingLevel,
    WorkspaceResource, WorkspaceResourceMetadata,
};
use burgrave_core::ids::AgentId;
use burgrave_core::provisioning::resources::{
    AgentStatus, App, Devcontainer, DisplayApp, Healthcheck, Metadata, Monitors, OpenIn, Script,
    SharingLevel, StartupScriptBehavior, VolumeMonitor,
};
use uuid::Uuid;

use super::jobs::transition;
use super::{filled, int32, non_empty};
use crate::application::derived;
use crate::provisioning::resources::{AgentView, ResourceView};

/// The lifecycle state of an agent that has not started.
const CREATED: &str = "created";

/// A second in nanoseconds, the unit of durations in the API.
const SECOND: i64 = 1_000_000_000;

/// A resource.
pub(crate) fn resource(view: ResourceView) -> WorkspaceResource {
    let ResourceView { record, metadata, agents } = view;
    WorkspaceResource {
        id: record.id,
        created_at: record.created_at,
        job_id: record.job_id,
        workspace_transition: transition(record.transition),
        r#type: record.kind,
        name: record.name,
        hide: record.hide,
        icon: record.icon,
        agents: filled(agents.into_iter().map(agent).collect()),
        metadata: filled(metadata.into_iter().map(metadata_item).collect()),
        daily_cost: int32(record.daily_cost),
        module_path: non_empty(record.module_path),
        instance_type: non_empty(record.instance_type),
    }
}

/// A sensitive value is redacted.
fn metadata_item(found: Metadata) -> WorkspaceResourceMetadata {
    let value = found.shown_value().to_owned();
    WorkspaceResourceMetadata { key: found.key, value, sensitive: found.sensitive }
}

fn agent(view: AgentView) -> WorkspaceAgent {
    let AgentView { record, agent, status } = view;
    let behavior = agent.startup_script_behavior();
    let scripts: Vec<_> = (0..).zip(agent.scripts).collect();
    let containers = (0..).zip(agent.devcontainers).map(|(at, of)| devcontainer(record.id, at, of));
    let source = |(at, of): &(usize, Script)| WorkspaceAgentLogSource {
        id: log_source(record.id, *at),
        workspace_agent_id: record.id,
        created_at: record.created_at,
        display_name: of.display_name.clone(),
        icon: of.icon.clone(),
    };
    WorkspaceAgent {
        id: record.id,
        parent_id: None,
        created_at: record.created_at,
        updated_at: record.created_at,
        first_connected_at: record.first_connected_at,
        last_connected_at: record.last_connected_at,
        disconnected_at: record.disconnected_at,
        status: agent_status(status),
        lifecycle_state: CREATED.into(),
        name: record.name,
        resource_id: record.resource_id,
        architecture: agent.architecture,
        environment_variables: agent.environment,
        operating_system: agent.operating_system,
        logs_length: 0,
        logs_overflowed: false,
        directory: non_empty(agent.directory),
        version: String::new(),
        api_version: String::new(),
        apps: agent.apps.into_iter().map(|found| app(record.id, found)).collect(),
        connection_timeout_seconds: agent.connection_timeout_seconds,
        troubleshooting_url: agent.troubleshooting_url,
        subsystems: Vec::new(),
        health: WorkspaceAgentHealth {
            healthy: status.unhealthy().is_none(),
            reason: status.unhealthy().map(Into::into),
        },
        display_apps: agent.display_apps.into_iter().map(|one| display_app(one).to_owned()).collect(),
        log_sources: scripts.iter().map(source).collect(),
        scripts: scripts.into_iter().map(|(at, found)| script(record.id, at, found)).collect(),
        startup_script_behavior: startup_script_behavior(behavior),
        devcontainers: filled(containers.collect()),
        resources_monitoring: monitoring(agent.monitors),
    }
}

/// What is in a container has ids of its own: that of the place where it is.
fn devcontainer(agent: AgentId, at: usize, of: Devcontainer) -> WorkspaceAgentDevcontainerDefinition {
    let place: AgentId = derived::id(agent.uuid(), &["devcontainer", &at.to_string()]);
    WorkspaceAgentDevcontainerDefinition {
        name: of.name,
        workspace_folder: of.workspace_folder,
        config_path: of.config_path,
        subagent_id: non_empty(of.subagent_id),
        apps: of.apps.into_iter().map(|found| app(place, found)).collect(),
        scripts: (0..).zip(of.scripts).map(|(at, found)| script(place, at, found)).collect(),
        environment_variables: of.environment,
    }
}

fn monitoring(of: Monitors) -> Option<WorkspaceAgentResourcesMonitoring> {
    let nothing = of.is_empty();
    let volume = |VolumeMonitor { path, monitor }| WorkspaceAgentVolumeMonitor {
        path,
        enabled: monitor.enabled,
        threshold: monitor.threshold,
    };
    let told = WorkspaceAgentResourcesMonitoring {
        memory: of.memory.map(|memory| WorkspaceAgentMemoryMonitor {
            enabled: memory.enabled,
            threshold: memory.threshold,
        }),
        volumes: of.volumes.into_iter().map(volume).collect(),
    };
    (!nothing).then_some(told)
}

/// The id of a script's log source, the same in every answer.
fn log_source(agent: AgentId, at: usize) -> Uuid {
    derived::id(agent.uuid(), &["log source", &at.to_string()])
}

fn script(agent: AgentId, at: usize, found: Script) -> WorkspaceAgentScript {
    WorkspaceAgentScript {
        id: derived::id(agent.uuid(), &["script", &at.to_string()]),
        log_source_id: log_source(agent, at),
        log_path: found.log_path,
        script: found.script,
        cron: found.cron,
        run_on_start: found.run_on_start,
        run_on_stop: found.run_on_stop,
        start_blocks_login: found.start_blocks_login,
        timeout: i64::from(found.timeout_seconds) * SECOND,
        display_name: found.display_name,
    }
}

fn app(agent: AgentId, found: App) -> WorkspaceApp {
    let checked = found.healthcheck.is_some();
    let Healthcheck { url, interval, threshold } = found.healthcheck.unwrap_or_default();
    WorkspaceApp {
        id: found.id.parse().unwrap_or_else(|_| derived::id(agent.uuid(), &["app", &found.slug])),
        url: non_empty(found.url),
        external: found.external,
        slug: found.slug,
        display_name: found.display_name,
        command: non_empty(found.command),
        icon: non_empty(found.icon),
        subdomain: found.subdomain,
        sharing_level: sharing_level(found.sharing_level),
        healthcheck: WorkspaceAppHealthcheck { url, interval, threshold },
        health: if checked { WorkspaceAppHealth::Initializing } else { WorkspaceAppHealth::Disabled },
        group: non_empty(found.group),
        hidden: found.hidden,
        open_in: match found.open_in {
            OpenIn::SlimWindow => WorkspaceAppOpenIn::SlimWindow,
            OpenIn::Tab => WorkspaceAppOpenIn::Tab,
        },
        tooltip: non_empty(found.tooltip),
        statuses: Vec::new(),
    }
}

fn sharing_level(level: SharingLevel) -> WorkspaceAppSharingLevel {
    match level {
        SharingLevel::Owner => WorkspaceAppSharingLevel::Owner,
        SharingLevel::Authenticated => WorkspaceAppSharingLevel::Authenticated,
        SharingLevel::Public => WorkspaceAppSharingLevel::Public,
    }
}

fn agent_status(status: AgentStatus) -> WorkspaceAgentStatus {
    match status {
        AgentStatus::Connecting => WorkspaceAgentStatus::Connecting,
        AgentStatus::Connected => WorkspaceAgentStatus::Connected,
        AgentStatus::Disconnected => WorkspaceAgentStatus::Disconnected,
        AgentStatus::Timeout => WorkspaceAgentStatus::Timeout,
    }
}

fn startup_script_behavior(behavior: StartupScriptBehavior) -> WorkspaceAgentStartupScriptBehavior {
    match behavior {
        StartupScriptBehavior::Blocking => WorkspaceAgentStartupScriptBehavior::Blocking,
        StartupScriptBehavior::NonBlocking => WorkspaceAgentStartupScriptBehavior::NonBlocking,
    }
}

fn display_app(app: DisplayApp) -> &'static str {
    match app {
        DisplayApp::Vscode => "vscode",
        DisplayApp::VscodeInsiders => "vscode_insiders",
        DisplayApp::SshHelper => "ssh_helper",
        DisplayApp::PortForwardingHelper => "port_forwarding_helper",
        DisplayApp::WebTerminal => "web_terminal",
    }
}

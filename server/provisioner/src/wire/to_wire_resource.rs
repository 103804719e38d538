//! Resources and agents as messages.

use burgrave_core::provisioning::resources::{self as kept, AgentAuth, DisplayApp, OpenIn, SharingLevel};

use super::resource::{
    self as wire, Agent, App, Auth, Devcontainer, DisplayApps, Resource, ResourcesMonitoring, Script,
};

/// A resource as a message.
pub fn wire_resource(from: &kept::Resource) -> Resource {
    let metadata = |one: &kept::Metadata| wire::ResourceMetadata {
        key: one.key.clone(),
        value: one.value.clone(),
        sensitive: one.sensitive,
        is_null: false,
    };
    Resource {
        name: from.name.clone(),
        r#type: from.kind.clone(),
        agents: from.agents.iter().map(agent).collect(),
        metadata: from.metadata.iter().map(metadata).collect(),
        hide: from.hide,
        icon: from.icon.clone(),
        instance_type: from.instance_type.clone(),
        daily_cost: i32::try_from(from.daily_cost).unwrap_or(i32::MAX),
        module_path: from.module_path.clone(),
    }
}

fn agent(from: &kept::Agent) -> Agent {
    let shown = |app| from.display_apps.contains(&app);
    let metadata = |one: &kept::AgentMetadata| wire::AgentMetadata {
        key: one.key.clone(),
        display_name: one.display_name.clone(),
        script: one.script.clone(),
        interval: one.interval,
        timeout: one.timeout,
        order: one.order,
    };
    Agent {
        name: from.name.clone(),
        env: from.environment.clone().into_iter().collect(),
        operating_system: from.operating_system.clone(),
        architecture: from.architecture.clone(),
        directory: from.directory.clone(),
        apps: from.apps.iter().map(app).collect(),
        auth: Some(match &from.auth {
            AgentAuth::Token(token) => Auth::Token(token.clone()),
            AgentAuth::Instance(id) => Auth::InstanceId(id.clone()),
        }),
        connection_timeout_seconds: from.connection_timeout_seconds,
        troubleshooting_url: from.troubleshooting_url.clone(),
        motd_file: from.motd_file.clone(),
        metadata: from.metadata.iter().map(metadata).collect(),
        display_apps: Some(DisplayApps {
            vscode: shown(DisplayApp::Vscode),
            vscode_insiders: shown(DisplayApp::VscodeInsiders),
            web_terminal: shown(DisplayApp::WebTerminal),
            ssh_helper: shown(DisplayApp::SshHelper),
            port_forwarding_helper: shown(DisplayApp::PortForwardingHelper),
        }),
        scripts: from.scripts.iter().map(script).collect(),
        order: from.order,
        resources_monitoring: monitoring(&from.monitors),
        devcontainers: from.devcontainers.iter().map(devcontainer).collect(),
        ..Agent::default()
    }
}

fn devcontainer(from: &kept::Devcontainer) -> Devcontainer {
    let env = |(name, value): (&String, &String)| wire::Env {
        name: name.clone(),
        value: value.clone(),
        ..wire::Env::default()
    };
    Devcontainer {
        workspace_folder: from.workspace_folder.clone(),
        config_path: from.config_path.clone(),
        name: from.name.clone(),
        id: from.id.clone(),
        subagent_id: from.subagent_id.clone(),
        apps: from.apps.iter().map(app).collect(),
        scripts: from.scripts.iter().map(script).collect(),
        envs: from.environment.iter().map(env).collect(),
    }
}

/// None where nothing is watched.
fn monitoring(from: &kept::Monitors) -> Option<ResourcesMonitoring> {
    let volume = |volume: &kept::VolumeMonitor| wire::VolumeResourceMonitor {
        path: volume.path.clone(),
        enabled: volume.monitor.enabled,
        threshold: volume.monitor.threshold,
    };
    let memory = from
        .memory
        .map(|memory| wire::MemoryResourceMonitor { enabled: memory.enabled, threshold: memory.threshold });
    let volumes = from.volumes.iter().map(volume).collect();
    (!from.is_empty()).then_some(ResourcesMonitoring { memory, volumes })
}

fn script(from: &kept::Script) -> Script {
    Script {
        display_name: from.display_name.clone(),
        icon: from.icon.clone(),
        script: from.script.clone(),
        cron: from.cron.clone(),
        start_blocks_login: from.start_blocks_login,
        run_on_start: from.run_on_start,
        run_on_stop: from.run_on_stop,
        timeout_seconds: from.timeout_seconds,
        log_path: from.log_path.clone(),
        ..Script::default()
    }
}

fn app(from: &kept::App) -> App {
    App {
        slug: from.slug.clone(),
        display_name: from.display_name.clone(),
        command: from.command.clone(),
        url: from.url.clone(),
        icon: from.icon.clone(),
        subdomain: from.subdomain,
        healthcheck: from.healthcheck.as_ref().map(|check| wire::Healthcheck {
            url: check.url.clone(),
            interval: check.interval,
            threshold: check.threshold,
        }),
        sharing_level: match from.sharing_level {
            SharingLevel::Owner => 0,
            SharingLevel::Authenticated => 1,
            SharingLevel::Public => 2,
        },
        external: from.external,
        order: from.order,
        hidden: from.hidden,
        open_in: match from.open_in {
            OpenIn::SlimWindow => 1,
            OpenIn::Tab => 2,
        },
        group: from.group.clone(),
        id: from.id.clone(),
        tooltip: from.tooltip.clone(),
    }
}

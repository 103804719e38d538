//! Messages of resources as what the server keeps.

use std::collections::BTreeMap;

use burgrave_core::provisioning::resources::{self as kept, AgentAuth, DisplayApp, OpenIn, SharingLevel};

use super::resource::{
    Agent, App, Auth, Devcontainer, DisplayApps, Env, Resource, ResourcesMonitoring, Script,
};

/// Resources with everything that is kept of them, or why they can't be kept.
///
/// # Errors
/// In words for whoever wrote the template.
pub fn resources(from: Vec<Resource>) -> Result<Vec<kept::Resource>, String> {
    let resources: Vec<_> = from.into_iter().map(resource).collect::<Result<_, _>>()?;
    match kept::resource_fault(&resources) {
        Some(fault) => Err(fault.to_string()),
        None => Ok(resources),
    }
}

fn resource(from: Resource) -> Result<kept::Resource, String> {
    let told = from.metadata.into_iter().filter(|one| !one.is_null);
    let metadata = |one: super::resource::ResourceMetadata| kept::Metadata {
        key: one.key,
        value: one.value,
        sensitive: one.sensitive,
    };
    Ok(kept::Resource {
        name: from.name,
        kind: from.r#type,
        hide: from.hide,
        icon: from.icon,
        instance_type: from.instance_type,
        daily_cost: from.daily_cost.into(),
        module_path: from.module_path,
        metadata: told.map(metadata).collect(),
        agents: from.agents.into_iter().map(agent).collect::<Result<_, _>>()?,
    })
}

fn agent(from: Agent) -> Result<kept::Agent, String> {
    let environment = environment("an agent", from.extra_envs, from.env)?;
    let metadata = |one: super::resource::AgentMetadata| kept::AgentMetadata {
        key: one.key,
        display_name: one.display_name,
        script: one.script,
        interval: one.interval,
        timeout: one.timeout,
        order: one.order,
    };
    Ok(kept::Agent {
        name: from.name,
        operating_system: from.operating_system,
        architecture: from.architecture,
        directory: from.directory,
        environment,
        auth: match from.auth {
            Some(Auth::InstanceId(id)) => AgentAuth::Instance(id),
            Some(Auth::Token(token)) => AgentAuth::Token(token),
            None => AgentAuth::default(),
        },
        connection_timeout_seconds: from.connection_timeout_seconds,
        troubleshooting_url: from.troubleshooting_url,
        motd_file: from.motd_file,
        order: from.order,
        display_apps: from.display_apps.map_or_else(|| DisplayApp::USUAL.to_vec(), display_apps),
        apps: from.apps.into_iter().map(app).collect(),
        scripts: from.scripts.into_iter().map(script).collect(),
        metadata: from.metadata.into_iter().map(metadata).collect(),
        devcontainers: from.devcontainers.into_iter().map(devcontainer).collect::<Result<_, _>>()?,
        monitors: from.resources_monitoring.map(monitors).unwrap_or_default(),
    })
}

fn devcontainer(from: Devcontainer) -> Result<kept::Devcontainer, String> {
    Ok(kept::Devcontainer {
        environment: environment("a development container", from.envs, [])?,
        id: from.id,
        name: from.name,
        workspace_folder: from.workspace_folder,
        config_path: from.config_path,
        subagent_id: from.subagent_id,
        apps: from.apps.into_iter().map(app).collect(),
        scripts: from.scripts.into_iter().map(script).collect(),
    })
}

fn monitors(from: ResourcesMonitoring) -> kept::Monitors {
    let monitor = |enabled, threshold| kept::Monitor { enabled, threshold };
    let volumes = from.volumes.into_iter().map(|volume| kept::VolumeMonitor {
        path: volume.path,
        monitor: monitor(volume.enabled, volume.threshold),
    });
    kept::Monitors {
        memory: from.memory.map(|memory| monitor(memory.enabled, memory.threshold)),
        volumes: volumes.collect(),
    }
}

/// The variables of an agent, or of one in a container: those that others give it in their order, and its own
/// over them.
fn environment(
    of: &str,
    extra: Vec<Env>,
    own: impl IntoIterator<Item = (String, String)>,
) -> Result<BTreeMap<String, String>, String> {
    let mut all = BTreeMap::new();
    for Env { name, value, merge_strategy } in extra {
        let before: Option<&String> = all.get(&name);
        let value = match (merge_strategy.as_str(), before) {
            ("" | "replace", _) | ("append" | "prepend" | "error", None) => value,
            ("append", Some(before)) => format!("{before}:{value}"),
            ("prepend", Some(before)) => format!("{value}:{before}"),
            ("error", Some(_)) => return Err(format!("the variable {name:?} of {of} is set twice")),
            (other, _) => {
                return Err(format!(
                    "the variable {name:?} of {of} is merged by {other:?}, which isn't known"
                ));
            }
        };
        all.insert(name, value);
    }
    all.extend(own);
    Ok(all)
}

fn display_apps(from: DisplayApps) -> Vec<DisplayApp> {
    let all = [
        (from.vscode, DisplayApp::Vscode),
        (from.vscode_insiders, DisplayApp::VscodeInsiders),
        (from.ssh_helper, DisplayApp::SshHelper),
        (from.port_forwarding_helper, DisplayApp::PortForwardingHelper),
        (from.web_terminal, DisplayApp::WebTerminal),
    ];
    all.into_iter().filter_map(|(shown, app)| shown.then_some(app)).collect()
}

fn script(from: Script) -> kept::Script {
    kept::Script {
        display_name: from.display_name,
        icon: from.icon,
        script: from.script,
        cron: from.cron,
        start_blocks_login: from.start_blocks_login,
        run_on_start: from.run_on_start,
        run_on_stop: from.run_on_stop,
        timeout_seconds: from.timeout_seconds,
        log_path: from.log_path,
    }
}

fn app(from: App) -> kept::App {
    let healthcheck = from.healthcheck.filter(|check| !check.url.is_empty());
    kept::App {
        id: from.id,
        slug: from.slug,
        display_name: from.display_name,
        command: from.command,
        url: from.url,
        icon: from.icon,
        subdomain: from.subdomain,
        sharing_level: match from.sharing_level {
            1 => SharingLevel::Authenticated,
            2 => SharingLevel::Public,
            _ => SharingLevel::Owner,
        },
        external: from.external,
        healthcheck: healthcheck.map(|check| kept::Healthcheck {
            url: check.url,
            interval: check.interval,
            threshold: check.threshold,
        }),
        order: from.order,
        hidden: from.hidden,
        open_in: if from.open_in == 2 { OpenIn::Tab } else { OpenIn::SlimWindow },
        group: from.group,
        tooltip: from.tooltip,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_are_merged_as_they_say() {
        let env = |name: &str, value: &str, strategy: &str| Env {
            name: name.into(),
            value: value.into(),
            merge_strategy: strategy.into(),
        };
        let own = [("C".to_owned(), "own".to_owned())];
        let all = environment(
            "an agent",
            vec![
                env("A", "1", ""),
                env("A", "2", "append"),
                env("A", "0", "prepend"),
                env("B", "1", "error"),
                env("C", "1", ""),
            ],
            own,
        );
        let all: Vec<_> = all.expect("they can be merged").into_iter().collect();
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        assert_eq!(all, [pair("A", "0:1:2"), pair("B", "1"), pair("C", "own")]);
        let fault = |extra| environment("an agent", extra, []).expect_err("they can't be merged");
        assert!(fault(vec![env("A", "1", ""), env("A", "2", "error")]).ends_with("is set twice"));
        assert!(fault(vec![env("A", "1", "shuffle")]).contains("shuffle"));
    }
}

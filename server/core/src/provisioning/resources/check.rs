//! What is demanded of resources before they are kept.

use std::collections::BTreeSet;

use super::{Agent, App, Devcontainer, Resource, Script};

/// Resources of one job at most.
pub const MOST_RESOURCES: usize = 10_000;
/// Agents of one job at most.
pub const MOST_AGENTS: usize = 1_000;
/// Parts of one kind that an agent or a resource has at most: apps, scripts, entries of metadata, variables.
pub const MOST_PARTS: usize = 1_000;
/// Bytes of a name, an icon or an address at most.
pub const TITLE_LENGTH: usize = 2048;
/// Bytes of a script, a command or a value at most.
pub const TEXT_LENGTH: usize = 256 * 1024;

/// Percent, of which a threshold is a number.
const PERCENT: std::ops::RangeInclusive<i32> = 0..=100;

/// Why a job's resources can't be kept.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ResourceFault {
    /// More of something than is kept.
    #[error("the template declares more {0} than the {1} that are kept")]
    Many(&'static str, usize),
    /// A text is too long, or has a byte that no database keeps.
    #[error("a text of {0:?} is longer than {1} bytes or holds the character U+0000")]
    Text(String, usize),
    /// Costs are credits.
    #[error("resource {0:?} has a daily cost below 0")]
    Cost(String),
    /// An agent's name is a part of host names.
    #[error("agent {0:?} must have a name of letters and digits, in runs joined by single hyphens")]
    AgentName(String),
    /// Two agents have one name.
    #[error("two agents are called {0:?}; letter case doesn't tell them apart")]
    AgentTwice(String),
    /// An app's slug is a part of host names.
    #[error("app {0:?} must have a slug of lower-case letters and digits, in runs joined by single hyphens")]
    AppSlug(String),
    /// Two apps have one slug.
    #[error("two apps have the slug {0:?}")]
    AppTwice(String),
    /// What is watched has a threshold that it never or always passes.
    #[error("agent {0:?} watches with a threshold of {1}; write a number from 0 to 100")]
    Threshold(String, i32),
}

/// The first thing that stands against keeping the resources; none where they can be kept.
#[must_use]
pub fn resource_fault(resources: &[Resource]) -> Option<ResourceFault> {
    check(resources).err()
}

fn check(resources: &[Resource]) -> Result<(), ResourceFault> {
    few("resources", resources.len(), MOST_RESOURCES)?;
    let agents = || resources.iter().flat_map(|resource| &resource.agents);
    few("agents", agents().count(), MOST_AGENTS)?;
    for resource in resources {
        let texts =
            [&resource.name, &resource.kind, &resource.icon, &resource.instance_type, &resource.module_path];
        short(&resource.name, TITLE_LENGTH, texts)?;
        few("entries of metadata", resource.metadata.len(), MOST_PARTS)?;
        short(&resource.name, TITLE_LENGTH, resource.metadata.iter().map(|one| &one.key))?;
        short(&resource.name, TEXT_LENGTH, resource.metadata.iter().map(|one| &one.value))?;
        if resource.daily_cost < 0 {
            return Err(ResourceFault::Cost(cut(&resource.name)));
        }
    }
    let (mut names, mut slugs) = (BTreeSet::new(), BTreeSet::new());
    for agent in agents() {
        if !is_run(&agent.name.to_ascii_lowercase()) {
            return Err(ResourceFault::AgentName(cut(&agent.name)));
        }
        if !names.insert(agent.name.to_ascii_lowercase()) {
            return Err(ResourceFault::AgentTwice(cut(&agent.name)));
        }
        check_agent(agent)?;
        let inner = agent.devcontainers.iter().flat_map(|container| &container.apps);
        for app in agent.apps.iter().chain(inner) {
            if !is_run(&app.slug) {
                return Err(ResourceFault::AppSlug(cut(&app.slug)));
            }
            if !slugs.insert(&app.slug) {
                return Err(ResourceFault::AppTwice(cut(&app.slug)));
            }
        }
    }
    Ok(())
}

fn check_agent(agent: &Agent) -> Result<(), ResourceFault> {
    few("variables of an agent", agent.environment.len(), MOST_PARTS)?;
    few("apps of an agent", agent.apps.len(), MOST_PARTS)?;
    few("scripts of an agent", agent.scripts.len(), MOST_PARTS)?;
    few("entries of metadata of an agent", agent.metadata.len(), MOST_PARTS)?;
    few("development containers of an agent", agent.devcontainers.len(), MOST_PARTS)?;
    let own = [
        &agent.name,
        &agent.operating_system,
        &agent.architecture,
        &agent.directory,
        &agent.troubleshooting_url,
        &agent.motd_file,
    ];
    short(&agent.name, TITLE_LENGTH, own)?;
    short(&agent.name, TITLE_LENGTH, agent.environment.keys())?;
    short(&agent.name, TEXT_LENGTH, agent.environment.values())?;
    check_parts(&agent.name, &agent.apps, &agent.scripts)?;
    for told in &agent.metadata {
        short(&agent.name, TITLE_LENGTH, [&told.key, &told.display_name])?;
        short(&agent.name, TEXT_LENGTH, [&told.script])?;
    }
    for container in &agent.devcontainers {
        check_devcontainer(container)?;
    }
    check_monitors(agent)
}

fn check_parts(of: &str, apps: &[App], scripts: &[Script]) -> Result<(), ResourceFault> {
    for app in apps {
        let titles = [&app.id, &app.slug, &app.display_name, &app.url, &app.icon, &app.group, &app.tooltip];
        short(&app.slug, TITLE_LENGTH, titles)?;
        short(&app.slug, TITLE_LENGTH, app.healthcheck.iter().map(|check| &check.url))?;
        short(&app.slug, TEXT_LENGTH, [&app.command])?;
    }
    for script in scripts {
        short(of, TITLE_LENGTH, [&script.display_name, &script.icon, &script.cron, &script.log_path])?;
        short(of, TEXT_LENGTH, [&script.script])?;
    }
    Ok(())
}

fn check_devcontainer(container: &Devcontainer) -> Result<(), ResourceFault> {
    few("variables of a development container", container.environment.len(), MOST_PARTS)?;
    few("apps of a development container", container.apps.len(), MOST_PARTS)?;
    few("scripts of a development container", container.scripts.len(), MOST_PARTS)?;
    let own = [
        &container.id,
        &container.name,
        &container.workspace_folder,
        &container.config_path,
        &container.subagent_id,
    ];
    short(&container.name, TITLE_LENGTH, own)?;
    short(&container.name, TITLE_LENGTH, container.environment.keys())?;
    short(&container.name, TEXT_LENGTH, container.environment.values())?;
    check_parts(&container.name, &container.apps, &container.scripts)
}

fn check_monitors(agent: &Agent) -> Result<(), ResourceFault> {
    let volumes = &agent.monitors.volumes;
    few("watched volumes of an agent", volumes.len(), MOST_PARTS)?;
    short(&agent.name, TITLE_LENGTH, volumes.iter().map(|volume| &volume.path))?;
    let mut all = agent.monitors.memory.iter().chain(volumes.iter().map(|volume| &volume.monitor));
    match all.find(|monitor| !PERCENT.contains(&monitor.threshold)) {
        Some(monitor) => Err(ResourceFault::Threshold(cut(&agent.name), monitor.threshold)),
        None => Ok(()),
    }
}

fn few(what: &'static str, number: usize, most: usize) -> Result<(), ResourceFault> {
    if number > most { Err(ResourceFault::Many(what, most)) } else { Ok(()) }
}

fn short<'a>(
    of: &str,
    most: usize,
    texts: impl IntoIterator<Item = &'a String>,
) -> Result<(), ResourceFault> {
    let fits = |text: &String| text.len() <= most && !text.contains('\0');
    if texts.into_iter().all(fits) { Ok(()) } else { Err(ResourceFault::Text(cut(of), most)) }
}

/// Lower-case letters and digits, in runs joined by single hyphens.
fn is_run(text: &str) -> bool {
    let run =
        |run: &str| !run.is_empty() && run.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9'));
    text.split('-').all(run)
}

fn cut(text: &str) -> String {
    text.chars().take(64).collect()
}

#[cfg(test)]
mod tests {
    use super::super::{App, Monitor, VolumeMonitor, daily_cost, has_external_agent};
    use super::*;

    fn with_agents(names: &[&str]) -> Vec<Resource> {
        let agent = |name: &&str| Agent { name: (*name).into(), ..Agent::default() };
        vec![Resource { name: "it".into(), agents: names.iter().map(agent).collect(), ..Resource::default() }]
    }

    fn with_apps(slugs: &[&str]) -> Vec<Resource> {
        let mut resources = with_agents(&["main"]);
        let app = |slug: &&str| App { slug: (*slug).into(), ..App::default() };
        resources[0].agents[0].apps = slugs.iter().map(app).collect();
        resources
    }

    #[test]
    fn names_of_agents_and_slugs_of_apps_fit_host_names_and_are_unique() {
        let twice = ResourceFault::AgentTwice("MAIN".into());
        assert_eq!(resource_fault(&with_agents(&["main", "MAIN"])), Some(twice));
        for wrong in ["", "a_b", "-a", "a--b", "ä"] {
            assert_eq!(resource_fault(&with_agents(&[wrong])), Some(ResourceFault::AgentName(wrong.into())));
            assert_eq!(resource_fault(&with_apps(&[wrong])), Some(ResourceFault::AppSlug(wrong.into())));
        }
        assert_eq!(resource_fault(&with_agents(&["Main", "gpu-2"])), None);
        assert_eq!(resource_fault(&with_apps(&["Code"])), Some(ResourceFault::AppSlug("Code".into())));
        assert_eq!(resource_fault(&with_apps(&["a", "a"])), Some(ResourceFault::AppTwice("a".into())));
    }

    #[test]
    fn everything_has_a_bound() {
        let many = vec![Resource::default(); MOST_RESOURCES + 1];
        assert_eq!(resource_fault(&many), Some(ResourceFault::Many("resources", MOST_RESOURCES)));
        let names: Vec<_> = (0..=MOST_AGENTS).map(|at| format!("a{at}")).collect();
        let names: Vec<_> = names.iter().map(String::as_str).collect();
        assert_eq!(resource_fault(&with_agents(&names)), Some(ResourceFault::Many("agents", MOST_AGENTS)));
        let long = Resource { icon: "x".repeat(TITLE_LENGTH + 1), ..Resource::default() };
        assert_eq!(resource_fault(&[long]), Some(ResourceFault::Text(String::new(), TITLE_LENGTH)));
        let mut nul = with_apps(&["a"]);
        nul[0].agents[0].apps[0].command = "\0".into();
        assert_eq!(resource_fault(&nul), Some(ResourceFault::Text("a".into(), TEXT_LENGTH)));
    }

    #[test]
    fn slugs_are_unique_in_containers_too_and_thresholds_are_percent() {
        let container = |name: &str, slug: &str| Devcontainer {
            name: name.into(),
            apps: vec![App { slug: slug.into(), ..App::default() }],
            ..Devcontainer::default()
        };
        let with = |containers: &[(&str, &str)]| {
            let mut resources = with_apps(&["a"]);
            let containers = containers.iter().map(|(name, slug)| container(name, slug));
            resources[0].agents[0].devcontainers = containers.collect();
            resource_fault(&resources)
        };
        assert_eq!(with(&[("x", "b"), ("y", "c")]), None);
        assert_eq!(with(&[("x", "a")]), Some(ResourceFault::AppTwice("a".into())));
        assert_eq!(with(&[("x", "b_c")]), Some(ResourceFault::AppSlug("b_c".into())));
        let watching = |threshold| {
            let mut resources = with_agents(&["main"]);
            let monitor = Monitor { enabled: true, threshold };
            resources[0].agents[0].monitors.volumes = vec![VolumeMonitor { path: "/".into(), monitor }];
            resource_fault(&resources)
        };
        assert_eq!((watching(0), watching(100)), (None, None));
        assert_eq!(watching(101), Some(ResourceFault::Threshold("main".into(), 101)));
    }

    #[test]
    fn costs_are_summed_and_never_negative() {
        let cost = |daily_cost| Resource { daily_cost, ..Resource::default() };
        assert_eq!(daily_cost(&[cost(2), cost(3)]), 5);
        assert_eq!(resource_fault(&[cost(-1)]), Some(ResourceFault::Cost(String::new())));
        let external = Resource { kind: "coder_external_agent".into(), ..Resource::default() };
        assert!(has_external_agent(&[cost(1), external]) && !has_external_agent(&[cost(1)]));
    }
}

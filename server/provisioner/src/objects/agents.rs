//! Agents, and the resources that they belong to.

use std::collections::BTreeSet;

use super::ObjectFault;
use super::address::Address;
use super::document::Document;
use super::fields::Fields;
use super::graph::Graph;
use super::instance::Instance;
use super::search::{AGENT, owner};
use crate::wire::{
    Agent, AgentMetadata, Auth, DisplayApps, MemoryResourceMonitor, ResourcesMonitoring, Script,
    VolumeResourceMonitor,
};

/// Types of machines, and the attribute with the id of each.
const IDENTITIES: [(&str, &str); 5] = [
    ("aws_instance", "id"),
    ("aws_spot_instance_request", "spot_instance_id"),
    ("azurerm_linux_virtual_machine", "virtual_machine_id"),
    ("azurerm_windows_virtual_machine", "virtual_machine_id"),
    ("google_compute_instance", "instance_id"),
];

/// An agent during the conversion.
pub(super) struct Found<'a> {
    pub(super) instance: &'a Instance,
    pub(super) agent: Agent,
    /// Its resource.
    pub(super) owner: Owner<'a>,
}

/// The resource of an agent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Owner<'a> {
    /// An existing resource.
    Resource(&'a Instance),
    /// A resource that doesn't exist now, as in a stopped workspace.
    Away,
    /// None.
    Nobody,
}

/// The agents, by their addresses.
pub(super) fn agents<'a>(document: &'a Document, graph: &Graph) -> Result<Vec<Found<'a>>, ObjectFault> {
    let (mut names, mut found) = (BTreeSet::new(), Vec::new());
    for instance in document.managed(AGENT) {
        if !names.insert(instance.name.to_ascii_lowercase()) {
            return Err(ObjectFault::unfit(format!(
                "two agents are called {:?}; letter case doesn't tell them apart",
                instance.name
            )));
        }
        check_name(&instance.name)?;
        let owner = owner_of(document, graph, instance)?;
        let mut agent = agent(instance);
        identify(&mut agent, instance, document, owner);
        found.push(Found { instance, agent, owner });
    }
    Ok(found)
}

/// The agent's name is a part of host names.
fn check_name(name: &str) -> Result<(), ObjectFault> {
    let run = |run: &str| !run.is_empty() && run.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if name.split('-').all(run) {
        return Ok(());
    }
    let hint = if name.contains('_') { "; write a hyphen in the place of each underscore" } else { "" };
    Err(ObjectFault::unfit(format!(
        "agent {name:?} must have a name of letters and digits, in runs joined by single hyphens{hint}"
    )))
}

/// The resource that an agent belongs to. Of several instances, it is one that is nearest to the agent, the
/// first by its address.
fn owner_of<'a>(document: &'a Document, graph: &Graph, agent: &Instance) -> Result<Owner<'a>, ObjectFault> {
    let unknown = || ObjectFault::unfit(format!("the graph doesn't have agent {:?}", agent.address));
    let (place, label) = (agent.place.as_ref().ok_or_else(unknown)?, agent.label().ok_or_else(unknown)?);
    let node = graph.resource(&label).ok_or_else(unknown)?;
    let Some(owner) = owner(graph, node) else { return Ok(Owner::Nobody) };
    let instances = document.all().filter(|one| one.managed && one.label().as_deref() == Some(owner));
    let placed: Vec<(&Instance, &Address)> =
        instances.filter_map(|one| Some((one, one.place.as_ref()?))).collect();
    let mut nearest = place.nearest(placed, |(_, place)| *place);
    nearest.sort_by(|(one, _), (other, _)| one.address.cmp(&other.address));
    Ok(nearest.first().map_or(Owner::Away, |(instance, _)| Owner::Resource(instance)))
}

fn agent(instance: &Instance) -> Agent {
    let fields = instance.fields();
    let metadata = |block: Fields<'_>| AgentMetadata {
        key: block.text("key"),
        display_name: block.text("display_name"),
        script: block.text("script"),
        interval: block.long("interval"),
        timeout: block.long("timeout"),
        order: block.long("order"),
    };
    Agent {
        id: fields.text("id"),
        name: instance.name.clone(),
        env: fields.map("env").collect(),
        operating_system: fields.text("os"),
        architecture: fields.text("arch"),
        directory: fields.text("dir"),
        apps: Vec::new(),
        auth: Some(match &*fields.text("auth") {
            "token" => Auth::Token(fields.text("token")),
            _ => Auth::InstanceId(String::new()),
        }),
        connection_timeout_seconds: fields.number("connection_timeout"),
        troubleshooting_url: fields.text("troubleshooting_url"),
        motd_file: fields.text("motd_file"),
        metadata: fields.blocks("metadata").map(metadata).collect(),
        display_apps: fields.block("display_apps").map(|block| DisplayApps {
            vscode: block.is("vscode"),
            vscode_insiders: block.is("vscode_insiders"),
            web_terminal: block.is("web_terminal"),
            ssh_helper: block.is("ssh_helper"),
            port_forwarding_helper: block.is("port_forwarding_helper"),
        }),
        scripts: own_scripts(fields),
        extra_envs: Vec::new(),
        order: fields.long("order"),
        resources_monitoring: fields.block("resources_monitoring").map(monitoring),
        ..Agent::default()
    }
}

/// What the agent watches. Of several blocks about the memory, the last one counts.
fn monitoring(block: Fields<'_>) -> ResourcesMonitoring {
    let memory = block.blocks("memory").last().map(|memory| MemoryResourceMonitor {
        enabled: memory.is("enabled"),
        threshold: memory.number("threshold"),
    });
    let volume = |volume: Fields<'_>| VolumeResourceMonitor {
        path: volume.text("path"),
        enabled: volume.is("enabled"),
        threshold: volume.number("threshold"),
    };
    ResourcesMonitoring { memory, volumes: block.blocks("volume").map(volume).collect() }
}

/// The scripts of the agent block itself.
fn own_scripts(fields: Fields<'_>) -> Vec<Script> {
    // The older of the two attributes counts only if the newer one is unknown.
    let blocks = match fields.given("startup_script_behavior") {
        Some(behavior) => behavior == "blocking",
        None => fields.flag("login_before_ready") == Some(false),
    };
    let startup = |script| Script {
        display_name: "Startup Script".into(),
        icon: "/emojis/25b6-fe0f.png".into(),
        script,
        start_blocks_login: blocks,
        run_on_start: true,
        log_path: "coder-startup-script.log".into(),
        ..Script::default()
    };
    let shutdown = |script| Script {
        display_name: "Shutdown Script".into(),
        icon: "/emojis/25c0.png".into(),
        script,
        run_on_stop: true,
        log_path: "coder-shutdown-script.log".into(),
        ..Script::default()
    };
    let given = |name: &str| fields.given(name).filter(|script| !script.is_empty());
    given("startup_script").map(startup).into_iter().chain(given("shutdown_script").map(shutdown)).collect()
}

/// The machine by which an agent without a token is identified: the one that the template names, or that
/// of its resource.
fn identify(agent: &mut Agent, instance: &Instance, document: &Document, owner: Owner<'_>) {
    let Some(Auth::InstanceId(id)) = &mut agent.auth else { return };
    let mut named = document.managed("coder_agent_instance").into_iter().filter_map(|one| {
        let fields = one.fields();
        let theirs =
            fields.given("agent_id").is_some_and(|id| !id.is_empty() && id == instance.fields().text("id"));
        theirs.then(|| fields.text("instance_id"))
    });
    let automatic = || {
        let Owner::Resource(owner) = owner else { return None };
        let (_, attribute) = IDENTITIES.iter().find(|(kind, _)| *kind == owner.kind)?;
        owner.fields().given(attribute)
    };
    *id = named.next().or_else(automatic).unwrap_or_default();
}

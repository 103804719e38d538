//! Apps, scripts, variables and development containers, and the agents that they belong to.

use super::agents::Found;
use super::document::Document;
use super::fields::Fields;
use super::graph::Graph;
use super::instance::Instance;
use super::search::{DEVCONTAINER, holders};
use crate::wire::{App, Devcontainer, Env, Healthcheck, Script};

/// What apps, scripts and variables belong to: an agent, or a container that an agent starts.
struct Holder<'a> {
    instance: &'a Instance,
    /// How others name it; empty before it is made.
    id: String,
    /// The place of the agent.
    agent: usize,
    /// The place among the agent's containers; none for the agent itself.
    container: Option<usize>,
}

/// Assigns containers, apps, scripts and variables to their agents, each kind in the order of addresses.
/// Returns the addresses of those without an agent.
pub(super) fn attach<'a>(found: &mut [Found<'a>], document: &'a Document, graph: &Graph) -> Vec<String> {
    let mut alone = Vec::new();
    let mut all: Vec<_> = found
        .iter()
        .enumerate()
        .map(|(agent, one)| Holder {
            instance: one.instance,
            id: one.agent.id.clone(),
            agent,
            container: None,
        })
        .collect();
    let mut containers = Vec::new();
    for instance in document.managed(DEVCONTAINER) {
        let Some(holder) = owner(&all, document, graph, instance) else {
            alone.push(instance.address.clone());
            continue;
        };
        let of = &mut found[holder.agent].agent.devcontainers;
        let (agent, container) = (holder.agent, Some(of.len()));
        of.push(devcontainer(instance));
        containers.push(Holder { instance, id: instance.fields().text("subagent_id"), agent, container });
    }
    all.extend(containers);
    for kind in ["coder_app", "coder_env", "coder_script"] {
        for instance in document.managed(kind) {
            match owner(&all, document, graph, instance) {
                Some(holder) => take(found, holder, instance),
                None => alone.push(instance.address.clone()),
            }
        }
    }
    alone
}

/// Gives an app, a script or a variable to what it belongs to.
fn take(found: &mut [Found<'_>], owner: &Holder<'_>, instance: &Instance) {
    let agent = &mut found[owner.agent].agent;
    let (apps, scripts, envs) = match owner.container {
        Some(place) => {
            let container = &mut agent.devcontainers[place];
            (&mut container.apps, &mut container.scripts, &mut container.envs)
        }
        None => (&mut agent.apps, &mut agent.scripts, &mut agent.extra_envs),
    };
    match &*instance.kind {
        "coder_app" => apps.push(app(instance)),
        "coder_env" => envs.push(env(instance.fields())),
        _ => scripts.push(script(instance.fields())),
    }
}

/// What a resource names by its id. If the id isn't known yet, the graph decides, and of several instances
/// the one that the template names, else the nearest one; of an agent and a container the agent.
fn owner<'all, 'a>(
    all: &'all [Holder<'a>],
    document: &Document,
    graph: &Graph,
    child: &Instance,
) -> Option<&'all Holder<'a>> {
    if let Some(id) = child.fields().given("agent_id").filter(|id| !id.is_empty()) {
        return all.iter().find(|one| one.id == id);
    }
    let (label, place) = (child.label()?, child.place.as_ref()?);
    let labels = holders(graph, graph.resource(&label)?);
    // What has a known id would be named by it, so only those without one are candidates.
    let candidates = all.iter().filter(|one| {
        one.id.is_empty() && one.instance.label().is_some_and(|label| labels.contains(&*label))
    });
    let placed: Vec<_> = candidates.filter_map(|one| Some((one, one.instance.place.as_ref()?))).collect();
    let named = document.named.get(&label);
    let named = named.and_then(|named| placed.iter().find(|(_, other)| named.is_within(place, other)));
    if let Some((one, _)) = named.copied() {
        return Some(one);
    }
    let nearest = place.nearest(placed, |(_, place)| *place);
    nearest.first().map(|(one, _)| *one)
}

fn devcontainer(instance: &Instance) -> Devcontainer {
    let fields = instance.fields();
    Devcontainer {
        workspace_folder: fields.text("workspace_folder"),
        config_path: fields.text("config_path"),
        name: instance.name.clone(),
        id: fields.text("id"),
        subagent_id: fields.text("subagent_id"),
        ..Devcontainer::default()
    }
}

fn app(instance: &Instance) -> App {
    let fields = instance.fields();
    let slug = fields.given("slug").filter(|slug| !slug.is_empty()).unwrap_or_else(|| instance.name.clone());
    let given = |name: &str| fields.given(name).filter(|text| !text.is_empty());
    App {
        display_name: given("display_name").or_else(|| given("name")).unwrap_or_else(|| slug.clone()),
        slug,
        command: fields.text("command"),
        url: fields.text("url"),
        icon: fields.text("icon"),
        subdomain: fields.is("subdomain"),
        healthcheck: fields.block("healthcheck").map(|block| Healthcheck {
            url: block.text("url"),
            interval: block.number("interval"),
            threshold: block.number("threshold"),
        }),
        sharing_level: match &*fields.text("share") {
            "authenticated" => 1,
            "public" => 2,
            _ => 0,
        },
        external: fields.is("external"),
        order: fields.long("order"),
        hidden: fields.is("hidden"),
        open_in: if fields.text("open_in") == "tab" { 2 } else { 1 },
        group: fields.text("group"),
        id: fields.text("id"),
        tooltip: fields.text("tooltip"),
    }
}

fn env(fields: Fields<'_>) -> Env {
    Env {
        name: fields.text("name"),
        value: fields.text("value"),
        merge_strategy: fields.text("merge_strategy"),
    }
}

fn script(fields: Fields<'_>) -> Script {
    Script {
        display_name: fields.text("display_name"),
        icon: fields.text("icon"),
        script: fields.text("script"),
        cron: fields.text("cron"),
        start_blocks_login: fields.is("start_blocks_login"),
        run_on_start: fields.is("run_on_start"),
        run_on_stop: fields.is("run_on_stop"),
        timeout_seconds: fields.number("timeout"),
        log_path: fields.text("log_path"),
        ..Script::default()
    }
}

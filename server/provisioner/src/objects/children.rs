//! Apps, scripts and variables, and the agents that they belong to.

use super::agents::Found;
use super::document::Document;
use super::fields::Fields;
use super::graph::Graph;
use super::instance::Instance;
use super::search::agents;
use crate::wire::{App, Env, Healthcheck, Script};

/// Gives apps, scripts and variables to their agents, each kind by addresses. Gives the addresses of those
/// that belong to nobody.
pub(super) fn attach(found: &mut [Found<'_>], document: &Document, graph: &Graph) -> Vec<String> {
    let mut alone = Vec::new();
    for kind in ["coder_app", "coder_env", "coder_script"] {
        for instance in document.managed(kind) {
            let Some(owner) = owner(found, graph, instance) else {
                alone.push(instance.address.clone());
                continue;
            };
            let agent = &mut found[owner].agent;
            match kind {
                "coder_app" => agent.apps.push(app(instance)),
                "coder_env" => agent.extra_envs.push(env(instance.fields())),
                _ => agent.scripts.push(script(instance.fields())),
            }
        }
    }
    alone
}

/// The agent that a resource names by its id. Where the id isn't known yet, it is told from the graph, and of
/// several instances the nearest one is meant.
fn owner(found: &[Found<'_>], graph: &Graph, child: &Instance) -> Option<usize> {
    if let Some(id) = child.fields().given("agent_id").filter(|id| !id.is_empty()) {
        return found.iter().position(|one| one.agent.id == id);
    }
    let labels = agents(graph, graph.resource(&child.label()?)?);
    // An agent whose id is known is named by it, so only those that are still to be made are meant.
    let candidates = found.iter().enumerate().filter(|(_, one)| {
        one.agent.id.is_empty() && one.instance.label().is_some_and(|label| labels.contains(&*label))
    });
    let placed = candidates.filter_map(|(at, one)| Some((at, one.instance.place.as_ref()?))).collect();
    let nearest = child.place.as_ref()?.nearest(placed, |(_, place)| *place);
    nearest.first().map(|(at, _)| *at)
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
    }
}

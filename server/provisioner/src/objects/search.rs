//! Searches in the graph. They are not recursive, because templates determine the depth of the graph.

use std::collections::{BTreeSet, HashSet};

use super::address::Address;
use super::graph::Graph;

/// The type of agents.
pub(super) const AGENT: &str = "coder_agent";

/// The type of containers that agents start.
pub(super) const DEVCONTAINER: &str = "coder_devcontainer";

/// The nearest resource that an agent belongs to: one that depends on it. Of several, the first by its label.
pub(super) fn owner(graph: &Graph, agent: usize) -> Option<&str> {
    let nearest = nearest(
        agent,
        |node| graph.needed_by[node].iter().copied(),
        |node| of(graph, node, is_owner),
        |_| true,
    );
    nearest.into_iter().next()
}

/// The nearest resource that depends on nothing of the provider's own, and that a block of metadata is about.
pub(super) fn subject(graph: &Graph, metadata: usize) -> Option<&str> {
    let is_subject = |kind: &str| !kind.starts_with("coder_");
    let needs = |node: usize| graph.needs[node].iter().copied();
    nearest(metadata, needs, |node| of(graph, node, is_subject), |_| true).into_iter().next()
}

/// The agents, or the containers of agents, that a resource names, directly or through variables, locals and
/// outputs.
pub(super) fn holders(graph: &Graph, child: usize) -> BTreeSet<&str> {
    let needs = |node: usize| graph.needs[node].iter().copied();
    let is_holder = |kind: &str| kind == AGENT || kind == DEVCONTAINER;
    nearest(child, needs, |node| of(graph, node, is_holder), |node| graph.label(node).is_none())
}

/// Managed resources that can be a machine.
fn is_owner(kind: &str) -> bool {
    !kind.starts_with("coder_") || kind == "coder_external_agent"
}

fn of(graph: &Graph, node: usize, fits: impl Fn(&str) -> bool) -> Option<&str> {
    let label = graph.label(node)?;
    let address = Address::read(label)?;
    address.managed_kind().is_some_and(fits).then_some(label)
}

/// The labels at the shortest distance, the start excluded.
fn nearest<'a, Next: Iterator<Item = usize>>(
    from: usize,
    next: impl Fn(usize) -> Next,
    found: impl Fn(usize) -> Option<&'a str>,
    passable: impl Fn(usize) -> bool,
) -> BTreeSet<&'a str> {
    let (mut seen, mut level) = (HashSet::from([from]), vec![from]);
    while !level.is_empty() {
        let reached: Vec<_> =
            level.iter().flat_map(|node| next(*node)).filter(|node| seen.insert(*node)).collect();
        let labels: BTreeSet<_> = reached.iter().filter_map(|node| found(*node)).collect();
        if !labels.is_empty() {
            return labels;
        }
        level = reached.into_iter().filter(|node| passable(*node)).collect();
    }
    BTreeSet::new()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn graph(labels: &[&str], edges: &[(&str, &str)]) -> Graph {
        let labels =
            labels.iter().map(|label| format!("\"[root] {label} (expand)\" [label = \"{label}\"]\n"));
        let name = |name: &str| match name.contains("var.") {
            true => format!("\"[root] {name}\""),
            false => format!("\"[root] {name} (expand)\""),
        };
        let edges = edges.iter().map(|(from, to)| format!("{} -> {}\n", name(from), name(to)));
        let text: String = labels.chain(edges).collect();
        Graph::read(text.as_bytes()).expect("a graph")
    }

    fn owner_of<'a>(graph: &'a Graph, label: &str) -> Option<&'a str> {
        owner(graph, graph.resource(label).expect("it is there"))
    }

    #[test]
    fn the_nearest_resource_owns_an_agent() {
        let chained = graph(
            &["coder_agent.main", "b.near", "a.far", "coder_app.x"],
            &[("b.near", "coder_agent.main"), ("a.far", "b.near"), ("coder_app.x", "coder_agent.main")],
        );
        assert_eq!(owner_of(&chained, "coder_agent.main"), Some("b.near"));
        let equal = graph(
            &["coder_agent.main", "b.x", "a.x"],
            &[("b.x", "coder_agent.main"), ("a.x", "coder_agent.main")],
        );
        assert_eq!(owner_of(&equal, "coder_agent.main"), Some("a.x"));
        let external = graph(
            &["coder_agent.main", "coder_external_agent.x", "data.a.b"],
            &[("coder_external_agent.x", "coder_agent.main"), ("data.a.b", "coder_agent.main")],
        );
        assert_eq!(owner_of(&external, "coder_agent.main"), Some("coder_external_agent.x"));
        let alone = graph(&["coder_agent.main"], &[]);
        assert_eq!(owner_of(&alone, "coder_agent.main"), None);
    }

    #[test]
    fn agents_are_found_through_variables_and_not_through_resources() {
        let graph = graph(
            &["coder_agent.main", "coder_agent.other", "module.m.coder_app.x", "a.b", "coder_app.y"],
            &[
                ("module.m.coder_app.x", "module.m.var.id"),
                ("module.m.var.id", "coder_agent.main"),
                ("coder_app.y", "a.b"),
                ("a.b", "coder_agent.other"),
            ],
        );
        let found = |label: &str| {
            holders(&graph, graph.resource(label).expect("it is there")).into_iter().collect::<Vec<_>>()
        };
        assert_eq!(found("module.m.coder_app.x"), ["coder_agent.main"]);
        assert!(found("coder_app.y").is_empty());
    }

    #[test]
    fn circles_and_chains_of_any_length_come_to_an_end() {
        let labels: Vec<_> = (0..20_000).map(|at| format!("coder_app.a{at}")).collect();
        let labels: Vec<_> = labels.iter().map(String::as_str).collect();
        let mut edges: Vec<_> = labels.windows(2).map(|pair| (pair[1], pair[0])).collect();
        edges.push((labels[0], labels[labels.len() - 1]));
        assert_eq!(owner_of(&graph(&labels, &edges), labels[0]), None);
    }
}

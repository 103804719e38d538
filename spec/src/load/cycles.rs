//! References that lead back to themselves without a value in between.
//!
//! A schema may hold itself under a property, in a list or in a map: that is recursion. Any other circle (a
//! response that is itself, a schema that is `allOf` itself) describes nothing.

use std::collections::HashMap;

use super::document::Document;
use crate::fault::Fault;
use crate::node::{Kind, Node, pointer};

#[derive(Clone, Copy, PartialEq, Eq)]
enum Mark {
    Open,
    Done,
}

/// Names each component that is reached from itself.
pub(super) fn check(document: &Document, faults: &mut Vec<Fault>) {
    let Some(components) = document.root.get("components").and_then(Node::as_map) else { return };
    let mut edges: HashMap<String, Vec<String>> = HashMap::new();
    let mut order = Vec::new();
    for section in components.entries() {
        for component in section.value.as_map().map_or(&[][..], |map| map.entries()) {
            let name = pointer::join(&pointer::join("/components", &section.key), &component.key);
            let mut targets = Vec::new();
            collect(&component.value, &mut targets);
            edges.insert(name.clone(), targets);
            order.push(name);
        }
    }
    let mut marks: HashMap<&str, Mark> = HashMap::new();
    for start in &order {
        if let Some(cycle) = find(start, &edges, &mut marks) {
            let names: Vec<&str> = cycle.iter().map(|at| at.rsplit('/').next().unwrap_or(at)).collect();
            let problem = format!("the reference leads back to itself: {} → {}", names.join(" → "), names[0]);
            let mend = "describe one of them in full";
            faults.push(document.fault(cycle[0], "reference-cycle", problem, mend));
        }
    }
}

/// What a component *is* by reference: its own `$ref`, and those of its alternatives and parts.
fn collect(node: &Node, targets: &mut Vec<String>) {
    let Some(map) = node.as_map() else { return };
    if let Some(target) = map.get("$ref").and_then(Node::as_str) {
        targets.extend(target.strip_prefix('#').map(str::to_owned));
    }
    for key in ["allOf", "oneOf", "anyOf", "not"] {
        match map.get(key).map(|value| &value.kind) {
            Some(Kind::List(list)) => list.iter().for_each(|part| collect(part, targets)),
            Some(Kind::Map(_)) => map.get(key).into_iter().for_each(|part| collect(part, targets)),
            _ => {}
        }
    }
}

/// Depth-first from one component, with its own stack: chains of references may be as long as the
/// specification.
fn find<'e>(
    start: &'e str,
    edges: &'e HashMap<String, Vec<String>>,
    marks: &mut HashMap<&'e str, Mark>,
) -> Option<Vec<&'e str>> {
    if marks.contains_key(start) {
        return None;
    }
    let mut stack: Vec<(&str, usize)> = vec![(start, 0)];
    let mut found = None;
    marks.insert(start, Mark::Open);
    while let Some((at, next)) = stack.last_mut() {
        let Some(target) = edges.get(*at).and_then(|targets| targets.get(*next)) else {
            marks.insert(at, Mark::Done);
            stack.pop();
            continue;
        };
        *next += 1;
        match marks.get(target.as_str()) {
            Some(Mark::Done) => {}
            Some(Mark::Open) => {
                let from = stack.iter().position(|(at, _)| at == target).unwrap_or(0);
                found.get_or_insert_with(|| stack[from..].iter().map(|(at, _)| *at).collect());
            }
            None => {
                marks.insert(target, Mark::Open);
                stack.push((target, 0));
            }
        }
    }
    found
}

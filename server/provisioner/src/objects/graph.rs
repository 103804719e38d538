//! The graph of dependencies: the subset of DOT that the program writes.

use std::collections::HashMap;
use std::io::{self, BufRead};

/// The largest number of nodes and edges of a graph.
const MOST: usize = 500_000;

/// The prefix of each name.
const PREFIX: &str = "[root] ";

/// The graph of a template.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Graph {
    names: HashMap<String, usize>,
    /// The labels of nodes that are resources.
    labels: Vec<Option<String>>,
    /// The dependencies of each node.
    pub(super) needs: Vec<Vec<usize>>,
    /// The dependents of each node.
    pub(super) needed_by: Vec<Vec<usize>>,
    resources: HashMap<String, usize>,
}

impl Graph {
    /// Reads a graph, line by line.
    ///
    /// # Errors
    /// A failed read, or an invalid line.
    pub(crate) fn read(from: impl BufRead) -> Result<Self, String> {
        let (mut graph, mut edges) = (Self::default(), 0);
        for line in from.lines() {
            let line = line.map_err(|error: io::Error| error.to_string())?;
            let line = line.trim();
            // Other lines open and close the graph, or are about its layout.
            let Some((name, rest)) = quoted(line) else { continue };
            if let Some(rest) = rest.trim_start().strip_prefix("->") {
                let (to, _) = quoted(rest.trim_start()).ok_or_else(|| unreadable(line))?;
                let (from, to) = (graph.node(&name), graph.node(&to));
                graph.needs[from].push(to);
                graph.needed_by[to].push(from);
                edges += 1;
            } else if let Some(label) = label(rest) {
                let node = graph.node(&name);
                // Nodes for closing and destroying have the labels of the nodes they belong to.
                if name.ends_with(" (expand)") || !graph.resources.contains_key(&label) {
                    graph.resources.insert(label.clone(), node);
                }
                graph.labels[node] = Some(label);
            }
            if edges > MOST || graph.labels.len() > MOST {
                return Err(format!("it has more than {MOST} nodes or edges"));
            }
        }
        Ok(graph)
    }

    /// The node of a resource.
    pub(super) fn resource(&self, label: &str) -> Option<usize> {
        self.resources.get(label).copied()
    }

    /// The label of a node, if it is a resource or a provider.
    pub(super) fn label(&self, node: usize) -> Option<&str> {
        self.labels[node].as_deref()
    }

    fn node(&mut self, name: &str) -> usize {
        let name = name.strip_prefix(PREFIX).unwrap_or(name);
        if let Some(node) = self.names.get(name) {
            return *node;
        }
        let node = self.labels.len();
        self.names.insert(name.to_owned(), node);
        self.labels.push(None);
        self.needs.push(Vec::new());
        self.needed_by.push(Vec::new());
        node
    }
}

/// The label among the attributes of a node.
fn label(attributes: &str) -> Option<String> {
    let (_, after) = attributes.split_once("label")?;
    let after = after.trim_start().strip_prefix('=')?.trim_start();
    Some(quoted(after)?.0)
}

/// A text in quotes at the beginning, and what follows it.
fn quoted(text: &str) -> Option<(String, &str)> {
    let inner = text.strip_prefix('"')?;
    let (mut told, mut escaped) = (String::new(), false);
    for (at, letter) in inner.char_indices() {
        match letter {
            '\\' if !escaped => escaped = true,
            '"' if !escaped => return Some((told, &inner[at + 1..])),
            // Only quotes and backslashes are escaped; any other backslash is literal.
            letter => {
                if std::mem::take(&mut escaped) && !matches!(letter, '"' | '\\') {
                    told.push('\\');
                }
                told.push(letter);
            }
        }
    }
    None
}

fn unreadable(line: &str) -> String {
    format!("the line {:?} isn't one of a graph", line.chars().take(200).collect::<String>())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const TEXT: &str = r#"
        digraph {
            compound = "true"
            subgraph "root" {
                "[root] a.b (expand)" [label = "a.b", shape = "box"]
                "[root] c.d (expand)" [label = "c.d", shape = "box"]
                "[root] provider[\"example.com/x/y\"]" [label = "provider[\"example.com/x/y\"]", shape = "diamond"]
                "[root] a.b (expand)" -> "[root] var.x"
                "[root] var.x" -> "[root] c.d (expand)"
                "[root] c.d (expand)" -> "[root] provider[\"example.com/x/y\"]"
            }
        }"#;

    #[test]
    fn nodes_and_edges_are_read() {
        let graph = Graph::read(TEXT.as_bytes()).expect("a graph");
        let (a, c) =
            (graph.resource("a.b").expect("it is there"), graph.resource("c.d").expect("it is there"));
        let [through] = graph.needs[a][..] else { panic!("one edge") };
        assert_eq!(graph.label(through), None);
        assert_eq!(graph.needs[through], [c]);
        assert_eq!(graph.needed_by[c], [through]);
        assert_eq!(graph.label(graph.needs[c][0]), Some(r#"provider["example.com/x/y"]"#));
        assert_eq!(graph.resource("nobody"), None);
    }

    #[test]
    fn an_edge_without_an_end_is_refused() {
        assert!(Graph::read(&b"\"a\" -> b"[..]).expect_err("no edge").contains("isn't one of a graph"));
        assert_eq!(Graph::read(&b"no graph at all"[..]), Ok(Graph::default()));
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "[ab\"\\\\ \\->=\\[\\]label\n]{0,60}") {
            let _ = Graph::read(text.as_bytes());
        }
    }
}

//! The layers of the server: what a room may not use.

use super::graph::Graph;

/// A room, and the rooms that nothing in it may name.
const FORBIDDEN: [(&str, &[&str]); 5] = [
    (
        "application",
        &[
            "identity",
            "federation",
            "pages",
            "handlers",
            "guard",
            "metrics",
            "background",
            "service",
            "admin",
            "run",
        ],
    ),
    ("limits", &["application", "identity", "federation", "pages", "handlers", "guard", "service", "run"]),
    ("identity", &["federation", "pages", "handlers", "guard", "metrics", "service", "admin", "run"]),
    ("federation", &["pages", "handlers", "guard", "metrics", "service", "admin", "run"]),
    ("service", &["handlers", "guard", "admin", "run"]),
];

/// One line for each arrow against the layers.
pub(super) fn broken(graph: &Graph) -> Vec<String> {
    let mut faults = Vec::new();
    for (from, to) in graph.arrows() {
        let rule = FORBIDDEN.iter().find(|(room, _)| from.first().is_some_and(|first| first == room));
        if let Some((room, forbidden)) = rule
            && to.first().is_some_and(|first| forbidden.contains(&first.as_str()))
        {
            faults.push(format!(
                "{} uses {}: {room} must not know that room",
                from.join("::"),
                to.join("::")
            ));
        }
    }
    faults
}

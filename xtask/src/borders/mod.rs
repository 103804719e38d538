//! `cargo xtask borders`: no cycle between the modules of a crate, and no arrow against the layers of the
//! server.
//!
//! - `paths`: which modules a source file names.
//! - `graph`: modules and arrows; cycles.
//! - `layers`: what each room of the server may use.

mod graph;
mod layers;
mod paths;

use std::path::Path;

use graph::Graph;

/// The crates that are looked at.
const CRATES: [&str; 9] = [
    "server/src",
    "server/api/src",
    "server/core/src",
    "server/provisioner/src",
    "server/wire/src",
    "server/store/src",
    "spec/src",
    "client/command/src",
    "xtask/src",
];

/// Names every cycle and every arrow against the layers.
pub(crate) fn run() -> Result<(), String> {
    let root = crate::specification::root();
    let mut faults = Vec::new();
    let mut modules = 0;
    for folder in CRATES {
        let graph = Graph::read(&root.join(folder)).map_err(|error| format!("{folder}: {error}"))?;
        modules += graph.len();
        faults.extend(graph.cycles().into_iter().map(|cycle| format!("{folder}: {}", cycle.join(" → "))));
        if folder == "server/src" {
            faults.extend(layers::broken(&graph));
        }
    }
    if faults.is_empty() {
        println!("{modules} modules, no cycle");
        return Ok(());
    }
    Err(format!(
        "{}\nmodules that use each other in a circle: move what both need into a module of its own",
        faults.join("\n")
    ))
}

/// The module that a file is: its folders and its name, without `mod`, `lib` and `main`.
fn module_of(file: &Path) -> Vec<String> {
    let mut parts: Vec<String> =
        file.with_extension("").iter().map(|part| part.to_string_lossy().into_owned()).collect();
    if parts.last().is_some_and(|last| ["mod", "lib", "main"].contains(&last.as_str())) {
        parts.pop();
    }
    parts
}

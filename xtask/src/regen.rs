//! `cargo xtask regen`: what is derived from the specification and kept in the tree.

use std::path::{Path, PathBuf};

use crate::files::{State, ensure_absent, ensure_file_contents, files_in};
use crate::specification;

const REFERENCE: &str = "docs/reference";

/// Writes the derived files, or with `check` names those that differ.
pub(crate) fn run(check: bool) -> Result<(), String> {
    let root = specification::root();
    let bundle = burgrave_spec::bundle(&specification::read()?);
    let mut wanted = vec![(PathBuf::from("spec/openapi.json"), burgrave_spec::to_text(&bundle))];
    for (path, text) in burgrave_spec::emit::docs(&bundle) {
        wanted.push((Path::new(REFERENCE).join(path), text));
    }
    let mut different = Vec::new();
    for (path, text) in &wanted {
        let state = ensure_file_contents(&root.join(path), text, check)
            .map_err(|error| format!("{}: {error}", path.display()))?;
        if state == State::Different {
            different.push(path.clone());
        }
    }
    for full in files_in(&root.join(REFERENCE)).map_err(|error| format!("{REFERENCE}: {error}"))? {
        let path = full.strip_prefix(&root).unwrap_or(&full).to_owned();
        if wanted.iter().any(|(wanted, _)| *wanted == path) {
            continue;
        }
        ensure_absent(&full, check).map_err(|error| format!("{}: {error}", path.display()))?;
        different.push(path);
    }
    say(&different, wanted.len(), check)
}

fn say(different: &[PathBuf], total: usize, check: bool) -> Result<(), String> {
    if check && !different.is_empty() {
        let names: String =
            different.iter().map(|path| format!("{} is not what regen writes\n", path.display())).collect();
        return Err(format!("{names}mend it with: cargo xtask regen"));
    }
    for path in different {
        println!("{}", path.display());
    }
    println!("{} of {total} generated files {}", different.len(), if check { "differ" } else { "changed" });
    Ok(())
}

//! The house's own specification.

mod support;

use std::path::Path;

#[test]
fn our_specification_has_no_fault() {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR"));
    let faults = match burgrave_spec::load(dir) {
        Ok(document) => burgrave_spec::lint(&document),
        Err(faults) => faults,
    };
    let lines: Vec<String> = faults.iter().map(ToString::to_string).collect();
    assert!(lines.is_empty(), "{}", lines.join("\n"));
}

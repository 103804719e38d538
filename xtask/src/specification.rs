//! Reading the specification, and saying what is wrong with it.

use std::path::{Path, PathBuf};

use burgrave_spec::{Document, Fault};

/// The workspace's root folder.
pub(crate) fn root() -> PathBuf {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
    manifest.parent().expect("xtask/ is in the workspace's root").to_owned()
}

/// The specification, when it has no fault.
pub(crate) fn read() -> Result<Document, String> {
    let dir = root().join("spec");
    let document = burgrave_spec::load(&dir).map_err(|faults| report(&faults))?;
    let faults = burgrave_spec::lint(&document);
    if faults.is_empty() { Ok(document) } else { Err(report(&faults)) }
}

/// `cargo xtask lint`
pub(crate) fn lint() -> Result<(), String> {
    let document = read()?;
    println!("{} files, {} rules, no fault", document.files().len(), burgrave_spec::rules().len());
    Ok(())
}

/// `cargo xtask lint --rules`
pub(crate) fn list_rules() -> Result<(), String> {
    let width = burgrave_spec::rules().iter().map(|rule| rule.name.len()).max().unwrap_or(0);
    for rule in burgrave_spec::rules() {
        println!("{:width$}  {}", rule.name, rule.purpose);
    }
    Ok(())
}

/// One fault a line, with paths below the workspace's root, and how many there are.
pub(crate) fn report(faults: &[Fault]) -> String {
    let root = root();
    let mut text = String::new();
    for fault in faults {
        let mut fault = fault.clone();
        if let Ok(below) = fault.file.strip_prefix(&root) {
            fault.file = below.to_owned();
        }
        text.push_str(&format!("{fault}\n"));
    }
    let plural = if faults.len() == 1 { "" } else { "s" };
    text.push_str(&format!("the specification has {} fault{plural}", faults.len()));
    text
}

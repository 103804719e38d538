//! `cargo xtask generation`: how long the build script's work takes, for the bench. Unoptimised, as a build
//! script is.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use burgrave_spec::emit;
use burgrave_spec::model::Api;

use crate::files::files_in;
use crate::specification;

/// Operations that the specification is multiplied to at least.
const OPERATIONS: usize = 150;

/// Multiplies the specification, generates from it, and prints the steps' times in milliseconds as JSON.
pub(crate) fn run() -> Result<(), String> {
    let own = specification::read()?;
    let operations = operations(&own)?;
    let copies = OPERATIONS.div_ceil(operations);
    let folder = Scratch::new()?;
    multiply(&specification::root().join("spec"), &folder.0, copies).map_err(|error| error.to_string())?;

    let begun = Instant::now();
    let document = burgrave_spec::load(&folder.0).map_err(|faults| specification::report(&faults))?;
    let faults = burgrave_spec::lint(&document);
    if !faults.is_empty() {
        return Err(specification::report(&faults));
    }
    let bundle = burgrave_spec::bundle(&document);
    let read = milliseconds(begun);

    let begun = Instant::now();
    let api = Api::from_bundle(&bundle).map_err(|faults| format!("{faults:?}"))?;
    emit::server(&api);
    let server = milliseconds(begun);

    let begun = Instant::now();
    emit::client(&api).map_err(|faults| format!("{faults:?}"))?;
    let client = milliseconds(begun);

    let all = operations * copies;
    println!(r#"{{"operations": {all}, "read": {read:.1}, "server": {server:.1}, "client": {client:.1}}}"#);
    Ok(())
}

fn milliseconds(begun: Instant) -> f64 {
    begun.elapsed().as_secs_f64() * 1e3
}

fn operations(document: &burgrave_spec::Document) -> Result<usize, String> {
    let api = Api::from_bundle(&burgrave_spec::bundle(document)).map_err(|faults| format!("{faults:?}"))?;
    Ok(api.operations.len())
}

/// Writes the specification with each of its paths and schemas several times, under different names.
fn multiply(from: &Path, to: &Path, copies: usize) -> std::io::Result<()> {
    fs::create_dir_all(to.join("paths"))?;
    fs::create_dir_all(to.join("schemas"))?;
    fs::copy(from.join("openapi.yaml"), to.join("openapi.yaml"))?;
    for kind in ["paths", "schemas"] {
        for file in files_in(&from.join(kind))? {
            let text = fs::read_to_string(&file)?;
            let name = file.file_name().unwrap_or_default();
            fs::write(to.join(kind).join(name), &text)?;
            for copy in 1..copies {
                let name = format!("{}{copy}.yaml", file.file_stem().unwrap_or_default().to_string_lossy());
                fs::write(to.join(kind).join(name), renamed(&text, kind, copy))?;
            }
        }
    }
    Ok(())
}

/// The text of one file for one copy: paths, operations, schemas and the references to them get the copy's
/// number.
fn renamed(text: &str, kind: &str, copy: usize) -> String {
    let mut renamed = String::with_capacity(text.len() + text.len() / 8);
    for line in text.lines() {
        let trimmed = line.trim_start();
        let line = match (kind, line) {
            ("paths", path) if path.starts_with('/') => format!("/copy{copy}{path}"),
            ("schemas", schema) if schema.starts_with(|first: char| first.is_ascii_uppercase()) => {
                schema.replacen(':', &format!("{copy}:"), 1)
            }
            (_, line) if trimmed.starts_with("operationId:") => format!("{line}{copy}"),
            // A second mount occurs once.
            (_, _) if trimmed.starts_with("x-also-at:") || trimmed.starts_with("- /") => continue,
            // References into the root stay; they mean what all copies share.
            (_, line) if line.contains(".yaml#/") && !line.contains("openapi.yaml#/") => {
                reference(line, ".yaml#/", copy)
            }
            (_, line) if line.contains("'#/") => reference(line, "#/", copy),
            (_, line) => line.to_owned(),
        };
        renamed.push_str(&line);
        renamed.push('\n');
    }
    renamed
}

/// `…/schemas/groups.yaml#/Group` → `…/schemas/groups1.yaml#/Group1`, and `'#/Group'` → `'#/Group1'`.
fn reference(line: &str, mark: &str, copy: usize) -> String {
    let Some((before, after)) = line.split_once(mark) else { return line.to_owned() };
    let end = after.find(|letter: char| !letter.is_ascii_alphanumeric()).unwrap_or(after.len());
    let (name, rest) = after.split_at(end);
    // Every error is the one schema that the rules know.
    if name == "ApiMessage" {
        return line.to_owned();
    }
    let file = if mark.starts_with('.') { copy.to_string() } else { String::new() };
    format!("{before}{file}{mark}{name}{copy}{rest}")
}

/// A folder that is removed when its handle is dropped.
struct Scratch(PathBuf);

impl Scratch {
    fn new() -> Result<Self, String> {
        let folder = std::env::temp_dir().join(format!("burgrave-generation-{}", std::process::id()));
        fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        Ok(Self(folder))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // What can't be removed stays in the folder for temporary files.
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_refers_to_itself() {
        let paths = "/api/v2/groups:\n  get:\n    operationId: listGroups\n    schema:\n      $ref: \
                     ../schemas/groups.yaml#/Group\n";
        let copy = renamed(paths, "paths", 2);
        assert!(copy.starts_with("/copy2/api/v2/groups:\n"), "{copy}");
        assert!(copy.contains("operationId: listGroups2\n"), "{copy}");
        assert!(copy.contains("../schemas/groups2.yaml#/Group2\n"), "{copy}");
        let error = "    $ref: ../schemas/common.yaml#/ApiMessage\n";
        assert_eq!(renamed(error, "paths", 2), error);
        assert_eq!(renamed("    x-also-at:\n      - /scim/v2/Bulk\n", "paths", 2), "");
        assert_eq!(renamed("Group:\n  $ref: '#/User'\n", "schemas", 1), "Group1:\n  $ref: '#/User1'\n");
    }
}

use std::path::{Path, PathBuf};

use super::document::Document;
use super::merge::Merge;
use super::source::{Role, Source};
use super::yaml::{self, Problem};
use super::{cycles, references};
use crate::fault::Fault;
use crate::node::{Kind, Node};

/// The names that the root file may have.
const ROOT_NAMES: [&str; 2] = ["openapi.yaml", "openapi.yml"];

/// Reads a specification from its folder. All independent faults are reported together, sorted by place:
/// unreadable files and syntax errors first, then what merging the files and following their references
/// brings up.
pub fn load(dir: &Path) -> Result<Document, Vec<Fault>> {
    let mut faults = Vec::new();
    let listed = list(dir).map_err(|fault| vec![fault])?;
    let mut sources = Vec::with_capacity(listed.len());
    for (index, (name, role)) in listed.iter().enumerate() {
        match read(&dir.join(name), index, *role) {
            Ok(tree) => sources.push(Source { name: name.clone(), role: *role, tree }),
            Err(found) => faults.extend(found),
        }
    }
    if !faults.is_empty() {
        return Err(sorted(faults));
    }
    let files: Vec<PathBuf> = listed.iter().map(|(name, _)| dir.join(name)).collect();
    references::rewrite(&mut sources, &files, &mut faults);
    let root = Merge::new(&files, &mut faults).run(sources);
    let mut document = Document { files, root };
    references::check_targets(&mut document, &mut faults);
    if faults.is_empty() {
        cycles::check(&document, &mut faults);
    }
    if faults.is_empty() { Ok(document) } else { Err(sorted(faults)) }
}

fn sorted(mut faults: Vec<Fault>) -> Vec<Fault> {
    faults.sort();
    faults.dedup();
    faults
}

/// The files of a specification in the order in which they are merged.
fn list(dir: &Path) -> Result<Vec<(String, Role)>, Fault> {
    let root = ROOT_NAMES.iter().find(|name| dir.join(name).is_file()).ok_or_else(|| {
        let mend = "give the folder that holds openapi.yaml";
        file_fault(&dir.join(ROOT_NAMES[0]), "the specification has no root file".to_owned(), mend)
    })?;
    let mut files = vec![((*root).to_owned(), Role::Root)];
    for (folder, role) in [("paths", Role::Paths), ("schemas", Role::Schemas)] {
        let full = dir.join(folder);
        if !full.is_dir() {
            continue;
        }
        let unreadable = |error: std::io::Error| {
            file_fault(&full, format!("the folder can't be read: {error}"), "make it readable")
        };
        let mut names = Vec::new();
        for entry in std::fs::read_dir(&full).map_err(unreadable)? {
            let name = entry.map_err(unreadable)?.file_name().to_string_lossy().into_owned();
            let is_source = matches!(
                Path::new(&name).extension().and_then(|e| e.to_str()),
                Some("yaml" | "yml" | "json")
            );
            if is_source && !name.starts_with('.') {
                names.push(name);
            }
        }
        names.sort();
        files.extend(names.into_iter().map(|name| (format!("{folder}/{name}"), role)));
    }
    Ok(files)
}

fn read(path: &Path, index: usize, role: Role) -> Result<Node, Vec<Fault>> {
    let bytes = std::fs::read(path).map_err(|error| {
        vec![file_fault(path, format!("the file can't be read: {error}"), "make it readable")]
    })?;
    let text = String::from_utf8(bytes)
        .map_err(|_| vec![file_fault(path, "the file is not UTF-8".to_owned(), "save it as UTF-8")])?;
    let place_fault = |found: Problem| Fault {
        file: path.to_owned(),
        line: found.place.line,
        pointer: String::new(),
        rule: "syntax",
        problem: found.problem,
        mend: found.mend,
    };
    let tree = yaml::read(text.strip_prefix('\u{feff}').unwrap_or(&text), index)
        .map_err(|found| found.into_iter().map(place_fault).collect::<Vec<_>>())?;
    if matches!(tree.kind, Kind::Map(_)) {
        return Ok(tree);
    }
    let holds = match role {
        Role::Root => "the OpenAPI object",
        Role::Paths => "paths, each with its operations",
        Role::Schemas => "names, each with its schema",
    };
    let problem = format!("the file holds {} where a mapping is expected", tree.kind_name());
    let mend = format!("make it a mapping: {holds}");
    Err(vec![place_fault(Problem { place: tree.place, problem, mend })])
}

fn file_fault(path: &Path, problem: String, mend: &str) -> Fault {
    Fault {
        file: path.to_owned(),
        line: 0,
        pointer: String::new(),
        rule: "files",
        problem,
        mend: mend.to_owned(),
    }
}

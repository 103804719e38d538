//! Modules of a crate and the arrows between them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::{fs, io};

use super::{module_of, paths};

/// Modules by name, with those that each uses.
pub(super) struct Graph {
    modules: BTreeMap<Vec<String>, BTreeSet<Vec<String>>>,
}

impl Graph {
    /// The graph of the crate whose sources lie in `folder`. Tests may use whatever they test and don't
    /// count.
    pub(super) fn read(folder: &Path) -> io::Result<Self> {
        let mut sources = BTreeMap::new();
        collect(folder, Path::new(""), &mut sources)?;
        let mut modules = BTreeMap::new();
        for (module, source) in &sources {
            let code = source.split("#[cfg(test)]").next().unwrap_or_default();
            let named = paths::absolute(code, module);
            let used =
                named.iter().filter_map(|path| longest(&sources, path)).filter(|used| !related(module, used));
            modules.insert(module.clone(), used.collect());
        }
        Ok(Self { modules })
    }

    /// How many modules there are.
    pub(super) fn len(&self) -> usize {
        self.modules.len()
    }

    /// Every arrow.
    pub(super) fn arrows(&self) -> impl Iterator<Item = (&Vec<String>, &Vec<String>)> {
        self.modules.iter().flat_map(|(from, to)| to.iter().map(move |to| (from, to)))
    }

    /// The cycles on every level: between the rooms of the crate, and between the modules of each room.
    pub(super) fn cycles(&self) -> Vec<Vec<String>> {
        let folders: BTreeSet<Vec<String>> = self
            .modules
            .keys()
            .flat_map(|module| (0..module.len()).map(|depth| module[..depth].to_vec()))
            .collect();
        folders.iter().filter_map(|folder| self.cycle_in(folder)).collect()
    }

    /// A cycle between the children of one module, each with all that lies below it.
    fn cycle_in(&self, folder: &[String]) -> Option<Vec<String>> {
        let child = |module: &Vec<String>| {
            let below = module.len() > folder.len() && module[..folder.len()] == *folder;
            below.then(|| module[..=folder.len()].to_vec())
        };
        let mut arrows = BTreeMap::<Vec<String>, BTreeSet<Vec<String>>>::new();
        for (from, to) in self.arrows() {
            if let (Some(from), Some(to)) = (child(from), child(to))
                && from != to
            {
                arrows.entry(from).or_default().insert(to);
            }
        }
        let mut done = BTreeSet::new();
        let starts: Vec<_> = arrows.keys().cloned().collect();
        starts.iter().find_map(|start| walk(start, &arrows, &mut Vec::new(), &mut done))
    }
}

/// Goes along the arrows until a module comes again.
fn walk(
    module: &Vec<String>,
    arrows: &BTreeMap<Vec<String>, BTreeSet<Vec<String>>>,
    way: &mut Vec<Vec<String>>,
    done: &mut BTreeSet<Vec<String>>,
) -> Option<Vec<String>> {
    if let Some(first) = way.iter().position(|passed| passed == module) {
        let names = way[first..].iter().chain([module]).map(|module| module.join("::"));
        return Some(names.collect());
    }
    if done.contains(module) {
        return None;
    }
    way.push(module.clone());
    let found = arrows.get(module).into_iter().flatten().find_map(|next| walk(next, arrows, way, done));
    way.pop();
    done.insert(module.clone());
    found
}

/// The module that a path leads into: its longest beginning that is one.
fn longest(sources: &BTreeMap<Vec<String>, String>, path: &[String]) -> Option<Vec<String>> {
    (1..=path.len()).rev().map(|length| path[..length].to_vec()).find(|module| sources.contains_key(module))
}

/// Whether one lies in the other: a room and what it consists of are one thing.
fn related(one: &[String], other: &[String]) -> bool {
    one.starts_with(other) || other.starts_with(one)
}

fn collect(folder: &Path, within: &Path, sources: &mut BTreeMap<Vec<String>, String>) -> io::Result<()> {
    for entry in fs::read_dir(folder.join(within))? {
        let entry = entry?;
        let path = within.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            collect(folder, &path, sources)?;
        } else if path.extension().is_some_and(|extension| extension == "rs") && !path.ends_with("tests.rs") {
            sources.entry(module_of(&path)).or_default().push_str(&fs::read_to_string(folder.join(&path))?);
        }
    }
    Ok(())
}

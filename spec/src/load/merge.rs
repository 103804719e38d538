//! Many files into one tree: a path or a name belongs to one file.

use std::path::PathBuf;

use super::source::{Role, Source};
use crate::fault::Fault;
use crate::node::{Entry, Kind, Map, Node, Place, pointer};

pub(super) struct Merge<'a> {
    files: &'a [PathBuf],
    faults: &'a mut Vec<Fault>,
}

impl<'a> Merge<'a> {
    pub(super) fn new(files: &'a [PathBuf], faults: &'a mut Vec<Fault>) -> Self {
        Merge { files, faults }
    }

    /// The tree of the first source (the root), with the others put in. Keys that the root lacks come at its
    /// end: `paths`, then `components`.
    pub(super) fn run(mut self, sources: Vec<Source>) -> Node {
        let mut sources = sources.into_iter();
        let mut root = sources.next().map_or_else(|| Node::empty_map(Place::default()), |source| source.tree);
        let (mut paths, mut schemas) = (Vec::new(), Vec::new());
        for source in sources {
            let entries = if let Kind::Map(map) = source.tree.kind { map.into_entries() } else { Vec::new() };
            match source.role {
                Role::Schemas => schemas.extend(entries),
                Role::Paths | Role::Root => paths.extend(entries),
            }
        }
        if let Some(target) = self.section(&mut root, "paths", "/paths") {
            self.add(target, paths, "/paths", "path");
        }
        if let Some(components) = self.section(&mut root, "components", "/components") {
            let place = components.entries().first().map_or_else(Place::default, |entry| entry.place);
            let mut holder = Node { place, kind: Kind::Map(std::mem::take(components)) };
            if let Some(target) = self.section(&mut holder, "schemas", "/components/schemas") {
                self.add(target, schemas, "/components/schemas", "schema");
            }
            if let Kind::Map(map) = holder.kind {
                *components = map;
            }
        }
        root
    }

    /// The mapping under a key; it is made when it isn't there (or is null), and a fault when it is something
    /// else.
    fn section<'n>(&mut self, node: &'n mut Node, key: &str, at: &str) -> Option<&'n mut Map> {
        let place = node.place;
        let map = node.as_map_mut()?;
        if map.get(key).is_none() {
            let made = Entry { key: key.to_owned(), place, value: Node::empty_map(place) };
            map.push(made).expect("the key was just looked for");
        }
        let value = map.get_mut(key)?;
        if matches!(value.kind, Kind::Null) {
            value.kind = Kind::Map(Map::default());
        }
        if value.as_map().is_none() {
            let problem = format!("`{key}` is {} where a mapping is expected", value.kind_name());
            self.fault(value.place, at.to_owned(), "files", problem, "make it a mapping");
        }
        value.as_map_mut()
    }

    fn add(&mut self, target: &mut Map, entries: Vec<Entry>, at: &str, what: &str) {
        for entry in entries {
            if let Err(entry) = target.push(entry) {
                let first = target.entry(&entry.key).map_or_else(Place::default, |first| first.place);
                let problem = format!(
                    "the {what} `{}` is defined twice, first in {}:{}",
                    entry.key,
                    self.files[first.file].display(),
                    first.line
                );
                self.fault(
                    entry.place,
                    pointer::join(at, &entry.key),
                    "defined-once",
                    problem,
                    "remove or rename one",
                );
            }
        }
    }

    fn fault(&mut self, place: Place, pointer: String, rule: &'static str, problem: String, mend: &str) {
        let file = self.files[place.file].clone();
        self.faults.push(Fault { file, line: place.line, pointer, rule, problem, mend: mend.to_owned() });
    }
}

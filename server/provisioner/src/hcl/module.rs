//! A module: what the files of one folder declare before a plan.

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use super::kinds::Kind;
use super::parts::Parts;
use super::sources::is_override;
use super::syntax::{Attribute, Block, Syntax};
use super::value::Value;
use super::{Dialect, ReadFault, Sources, json, native};

/// A module, as far as it says something before a plan.
#[derive(Debug, Default)]
pub(super) struct Module {
    /// Its folder, from the template's on; empty for the template's own.
    pub(super) folder: String,
    pub(super) variables: BTreeMap<Arc<str>, Variable>,
    pub(super) locals: BTreeMap<Arc<str>, Attribute>,
    pub(super) outputs: BTreeMap<Arc<str>, Block>,
    pub(super) calls: BTreeMap<Arc<str>, Block>,
    /// Data sources of the provider, by type and name.
    pub(super) sources: BTreeMap<(Arc<str>, Arc<str>), Block>,
    /// Types and names of the resources, and those of all data sources behind the word `data`.
    declared: BTreeSet<String>,
}

/// What a module leaves to whoever calls it.
#[derive(Debug)]
pub(super) struct Variable {
    pub(super) kind: Kind,
    pub(super) default: Option<Arc<Syntax>>,
    pub(super) sensitive: bool,
    /// Null stands for itself, and not for the default.
    pub(super) nullable: bool,
}

impl Module {
    /// Reads the files of a folder. Gives also what each of them says.
    pub(super) fn read(
        sources: &Sources,
        folder: &str,
        dialect: Dialect,
    ) -> Result<(Self, Vec<(String, Parts)>), ReadFault> {
        let (mut blocks, mut places, mut all) = (Vec::<Block>::new(), HashMap::<_, usize>::new(), Vec::new());
        let mut locals = BTreeMap::new();
        for (file, text) in sources.files(folder, dialect) {
            let mut parts =
                if file.ends_with(".json") { json::read(file, text) } else { native::read(file, text) }?;
            for block in std::mem::take(&mut parts.blocks) {
                if &*block.kind == "locals" {
                    locals.extend(block.attributes);
                    continue;
                }
                match places.entry((block.kind.clone(), block.labels.clone())) {
                    Entry::Occupied(place) if is_override(file) => blocks[*place.get()].overlay(block),
                    Entry::Occupied(_) => {}
                    Entry::Vacant(place) => {
                        place.insert(blocks.len());
                        blocks.push(block);
                    }
                }
            }
            all.push((file.to_owned(), parts));
        }
        let mut module = Self { folder: folder.to_owned(), locals, ..Self::default() };
        for block in blocks {
            module.take(block);
        }
        Ok((module, all))
    }

    fn take(&mut self, block: Block) {
        let name: Arc<str> = block.name().into();
        match (&*block.kind, block.labels.first().cloned()) {
            ("variable", _) => drop(self.variables.insert(name, Variable::of(&block))),
            ("output", _) => drop(self.outputs.insert(name, block)),
            ("module", _) => drop(self.calls.insert(name, block)),
            ("data", Some(of)) => {
                self.declared.insert(format!("data.{of}.{name}"));
                if of.starts_with("coder_") {
                    self.sources.insert((of, name), block);
                }
            }
            (kind, Some(of)) => {
                let before = if kind == "ephemeral" { "ephemeral." } else { "" };
                self.declared.insert(format!("{before}{of}.{name}"));
            }
            _ => {}
        }
    }

    /// Whether there is a resource, or behind the word `data` a data source.
    pub(super) fn declares(&self, address: &str) -> bool {
        self.declared.contains(address)
    }
}

impl Variable {
    fn of(block: &Block) -> Self {
        let flag = |name: &str| match block.attribute(name).map(|attribute| &*attribute.value) {
            Some(Syntax::Literal(Value::Bool(flag))) => Some(*flag),
            _ => None,
        };
        Self {
            kind: block.attribute("type").map_or(Kind::Any, |attribute| Kind::of(&attribute.value)),
            default: block.attribute("default").map(|attribute| attribute.value.clone()),
            sensitive: flag("sensitive").unwrap_or_default(),
            nullable: flag("nullable").unwrap_or(true),
        }
    }
}

//! A template with the modules that it calls: those of its own folders, and those that an import has kept.

use std::collections::{BTreeMap, BTreeSet};

use super::module::Module;
use super::sources::{MODULES, MOST_BYTES, MOST_FILES};
use super::{Dialect, ReadFault, Sources};

/// Bytes in memory for each byte of a file, about: names and values stand apart there.
const IN_MEMORY: usize = 10;

/// A template with its modules, read once and evaluated often.
#[derive(Debug, Default)]
pub struct Project {
    /// By their folders. What can't be read says why.
    modules: BTreeMap<String, Result<Module, String>>,
    /// Where the modules are that an import has kept, by how they are called: `outer.inner`.
    kept: BTreeMap<String, String>,
    /// How those are called whose files the import hasn't kept.
    left_out: BTreeSet<String>,
    /// There are no files of Terraform.
    empty: bool,
    /// Bytes of the files.
    written: usize,
}

impl Project {
    /// Reads the modules beside the template's own.
    pub(super) fn read(sources: &Sources, root: Module, dialect: Dialect) -> Self {
        let empty = sources.files("", dialect).next().is_none();
        let mut project = Self {
            modules: BTreeMap::new(),
            kept: sources.text(MODULES).map(kept).unwrap_or_default(),
            left_out: sources.left_out.iter().cloned().collect(),
            empty,
            written: sources.bytes(),
        };
        project.modules.insert(String::new(), Ok(root));
        for folder in sources.folders().filter(|folder| !folder.is_empty()) {
            let read = Module::read(sources, folder, dialect);
            let module = read.map(|(module, _)| module).map_err(|fault| fault.to_string());
            project.modules.insert(folder.to_owned(), module);
        }
        project
    }

    /// The template's own module.
    pub(super) fn root(&self) -> Option<&Module> {
        self.modules.get("").and_then(|root| root.as_ref().ok())
    }

    /// The module of a call.
    ///
    /// # Errors
    /// It isn't here, or can't be read.
    pub(super) fn called(&self, from: &Module, path: &str, source: &str) -> Result<&Module, String> {
        let local = || {
            let local = source.starts_with("./") || source.starts_with("../");
            local.then(|| joined(&from.folder, source)).flatten()
        };
        let folder = self.kept.get(path).cloned().or_else(local);
        let module = folder.as_ref().and_then(|folder| self.modules.get(folder));
        match module {
            Some(Ok(module)) => Ok(module),
            Some(Err(fault)) => Err(fault.clone()),
            None if self.left_out.contains(path) => Err(format!(
                "the module {source:?} has more than are kept: {MOST_FILES} files or {} MiB",
                MOST_BYTES >> 20
            )),
            None => Err(format!("the module {source:?} isn't in the template's archive")),
        }
    }

    /// How the modules are called whose files were too much to be kept.
    pub(super) fn left_out(&self) -> impl Iterator<Item = &str> {
        self.left_out.iter().map(String::as_str)
    }

    /// Whether the archive has no files of Terraform, so that nothing can be told from it.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.empty
    }

    /// Bytes that the project takes in memory, about.
    #[must_use]
    pub const fn bytes(&self) -> usize {
        1024 + IN_MEMORY * self.written
    }
}

impl Sources {
    /// The template with its modules.
    ///
    /// # Errors
    /// What is wrong with the template's own files. What is wrong with a module is told where it is called.
    pub fn project(&self, dialect: Dialect) -> Result<Project, ReadFault> {
        let (root, _) = Module::read(self, "", dialect)?;
        Ok(Project::read(self, root, dialect))
    }
}

/// What the program has written about the modules that it has fetched: their folders, by how they are called.
pub(super) fn kept(written: &str) -> BTreeMap<String, String> {
    let Ok(document) = serde_json::from_str::<serde_json::Value>(written) else { return BTreeMap::new() };
    let entries = document.get("Modules").and_then(serde_json::Value::as_array).into_iter().flatten();
    let entry = |entry: &serde_json::Value| {
        let text = |name: &str| entry.get(name).and_then(serde_json::Value::as_str);
        Some((text("Key")?.to_owned(), joined("", text("Dir")?)?))
    };
    entries.filter_map(entry).filter(|(key, _)| !key.is_empty()).collect()
}

/// A folder from another on; none for one outside of the template.
fn joined(from: &str, path: &str) -> Option<String> {
    let mut parts: Vec<&str> = from.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split(['/', '\\']) {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()?),
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

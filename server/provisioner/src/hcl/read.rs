//! What is read from a template's files.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::Arc;

use super::module::Module;
use super::parts::{Declared, VariableBlock, WorkspaceTag};
use super::sources::is_override;
use super::{Dialect, Project, ReadFault, Sources, variables};

/// What a template says.
#[derive(Debug, Clone, Default)]
pub struct Template {
    /// Its variables, in the order of files and lines.
    pub variables: Vec<Declared>,
    /// The tags of daemons that its jobs ask for, in the same order.
    pub tags: Vec<WorkspaceTag>,
    /// All of it, with its modules.
    pub(super) project: Arc<Project>,
}

impl Template {
    /// Reads a template's files.
    ///
    /// # Errors
    /// The first thing that is wrong with them, and where.
    pub fn read(sources: &Sources, dialect: Dialect) -> Result<Self, ReadFault> {
        let (mut template, mut blocks) = (Self::default(), Vec::<VariableBlock>::new());
        let (mut names, mut keys) = (HashMap::<_, usize>::new(), HashMap::new());
        let (root, all) = Module::read(sources, "", dialect)?;
        for (file, parts) in all {
            for block in parts.variables {
                match names.entry(block.name.clone()) {
                    Entry::Occupied(before) if is_override(&file) => blocks[*before.get()].overlay(block),
                    Entry::Occupied(before) => {
                        let before: &VariableBlock = &blocks[*before.get()];
                        let message =
                            format!("the variable {:?} is declared in {} too", block.name, before.place);
                        return Err(ReadFault::Declaration { place: block.place, message });
                    }
                    Entry::Vacant(place) => {
                        place.insert(blocks.len());
                        blocks.push(block);
                    }
                }
            }
            for tag in parts.tags {
                if let Some(before) = keys.insert(tag.key.clone(), tag.value.place.clone()) {
                    let message = format!("the workspace tag {:?} is defined in {before} too", tag.key);
                    return Err(ReadFault::Declaration { place: tag.value.place, message });
                }
                template.tags.push(tag);
            }
        }
        blocks.sort_by(|one, other| one.place.cmp(&other.place));
        template.variables = blocks.into_iter().map(variables::declared).collect::<Result<_, _>>()?;
        template.project = Arc::new(Project::read(sources, root, dialect));
        Ok(template)
    }
}

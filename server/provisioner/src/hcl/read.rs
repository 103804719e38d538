//! What is read from a template's files.

use std::collections::BTreeMap;

use super::parts::{Declared, Expression, VariableBlock, WorkspaceTag};
use super::sources::is_override;
use super::{Dialect, ReadFault, Sources, json, native, variables};

/// What a template says.
#[derive(Debug, Clone, Default)]
pub struct Template {
    /// Its variables, in the order of files and lines.
    pub variables: Vec<Declared>,
    /// The tags of daemons that its jobs ask for, in the same order.
    pub tags: Vec<WorkspaceTag>,
    /// Values with names of their own.
    pub(super) locals: BTreeMap<String, Expression>,
    /// The defaults of parameters, by the names of their blocks. None where there is none.
    pub(super) parameters: BTreeMap<String, Option<Expression>>,
}

impl Template {
    /// Reads a template's files.
    ///
    /// # Errors
    /// The first thing that is wrong with them, and where.
    pub fn read(sources: &Sources, dialect: Dialect) -> Result<Self, ReadFault> {
        let (mut template, mut blocks) = (Self::default(), Vec::<VariableBlock>::new());
        for (file, text) in sources.files(dialect) {
            let parts =
                if file.ends_with(".json") { json::read(file, text) } else { native::read(file, text) }?;
            for block in parts.variables {
                match blocks.iter_mut().find(|one| one.name == block.name) {
                    Some(before) if is_override(file) => before.overlay(block),
                    Some(before) => {
                        let message =
                            format!("the variable {:?} is declared in {} too", block.name, before.place);
                        return Err(ReadFault::Declaration { place: block.place, message });
                    }
                    None => blocks.push(block),
                }
            }
            for tag in parts.tags {
                template.tag(tag)?;
            }
            template.locals.extend(parts.locals);
            template.parameters.extend(parts.parameters);
        }
        blocks.sort_by(|one, other| one.place.cmp(&other.place));
        template.variables = blocks.into_iter().map(variables::declared).collect::<Result<_, _>>()?;
        Ok(template)
    }

    fn tag(&mut self, tag: WorkspaceTag) -> Result<(), ReadFault> {
        if let Some(before) = self.tags.iter().find(|one| one.key == tag.key) {
            let message = format!("the workspace tag {:?} is defined in {} too", tag.key, before.value.place);
            return Err(ReadFault::Declaration { place: tag.value.place, message });
        }
        self.tags.push(tag);
        Ok(())
    }
}

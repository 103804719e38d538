//! What is read from a template's files.

use std::collections::BTreeMap;

use burgrave_core::provisioning::version::TemplateVariable;

use super::sources::is_override;
use super::{Dialect, Place, ReadFault, Sources, json, native, variables};

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

/// A variable, and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Declared {
    /// The variable.
    pub variable: TemplateVariable,
    /// Where.
    pub place: Place,
    /// Its default, as the language writes it.
    pub(super) default: Option<Expression>,
}

/// A tag of daemons.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkspaceTag {
    /// Its key.
    pub key: String,
    /// Its value, as the template writes it.
    pub value: Expression,
}

/// An expression, as the template writes it, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expression {
    /// Its text.
    pub text: String,
    /// Where.
    pub place: Place,
}

/// A block that declares a variable. What isn't written isn't there, so that one can stand over another.
#[derive(Debug, Clone)]
pub struct VariableBlock {
    pub(super) name: String,
    pub(super) place: Place,
    pub(super) kind: Option<Expression>,
    pub(super) description: Option<Expression>,
    pub(super) default: Option<Expression>,
    pub(super) sensitive: Option<Expression>,
}

/// What one file says.
#[derive(Debug, Default)]
pub(super) struct Parts {
    pub(super) variables: Vec<VariableBlock>,
    pub(super) tags: Vec<WorkspaceTag>,
    pub(super) locals: Vec<(String, Expression)>,
    pub(super) parameters: Vec<(String, Option<Expression>)>,
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

impl VariableBlock {
    fn overlay(&mut self, over: Self) {
        let pairs = [
            (&mut self.kind, over.kind),
            (&mut self.description, over.description),
            (&mut self.default, over.default),
            (&mut self.sensitive, over.sensitive),
        ];
        for (own, over) in pairs {
            if over.is_some() {
                *own = over;
            }
        }
    }
}

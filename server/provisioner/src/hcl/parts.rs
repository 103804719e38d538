//! What files of a template say, before all of them are taken together.

use std::sync::Arc;

use burgrave_core::provisioning::version::TemplateVariable;

use super::Place;
use super::syntax::{Block, Syntax};

/// A variable, and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Declared {
    /// The variable.
    pub variable: TemplateVariable,
    /// Where.
    pub place: Place,
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
    /// What it means.
    pub(super) syntax: Arc<Syntax>,
}

/// A block that declares a variable. What isn't written isn't there, so that one can stand over another.
#[derive(Debug, Clone)]
pub(super) struct VariableBlock {
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
    /// The blocks that say something before a plan, these among them.
    pub(super) blocks: Vec<Block>,
}

impl VariableBlock {
    /// What another block of the same name says stands over what this one says.
    pub(super) fn overlay(&mut self, over: Self) {
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

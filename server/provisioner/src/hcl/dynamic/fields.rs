//! What stands in an attribute of a parameter, within what a plan would find.

use super::outcome::Diagnostic;
use crate::hcl::Place;
use crate::hcl::evaluate::{Machine, Scope, Told, Trouble};
use crate::hcl::kinds::{as_flag, as_number};
use crate::hcl::syntax::Block;
use crate::hcl::value::{Value, text};

/// What an attribute says.
pub(super) enum Field {
    /// Nothing, or null.
    Absent,
    Known(Value),
    /// It can't be told here; a diagnostic says why.
    Lost,
}

impl Field {
    /// As a text; the other one where it can't be told.
    pub(super) fn text(self, lost: impl FnOnce() -> String) -> String {
        match self {
            Self::Absent => String::new(),
            Self::Known(value) => text(&value),
            Self::Lost => lost(),
        }
    }
}

/// Reads attributes, and keeps what is to be said of them.
pub(super) struct Fields<'m, 'a> {
    pub(super) machine: &'m mut Machine<'a>,
    pub(super) diagnostics: Vec<Diagnostic>,
}

impl<'a> Fields<'_, 'a> {
    /// An attribute, and whether something secret is in it.
    pub(super) fn field(&mut self, block: &'a Block, scope: &Scope, name: &str) -> Told<(Field, bool)> {
        let Some(attribute) = block.attribute(name) else { return Ok((Field::Absent, false)) };
        let mut scope = scope.clone();
        let (told, secret) = self.machine.apart(|machine| machine.value(&attribute.value, &mut scope));
        let field = match told {
            Ok(Value::Null) => Field::Absent,
            Ok(Value::Unknown(why)) => self.later(&attribute.place, name, &why),
            Ok(value) => {
                // It may be written as a text by whoever reads it.
                self.machine.spend(value.weight())?;
                Field::Known(value)
            }
            Err(Trouble::Fault(message)) => self.wrong(&attribute.place, name, &message),
            Err(Trouble::Spent) => return Err(Trouble::Spent),
        };
        Ok((field, secret))
    }

    /// An attribute that is a truth value.
    pub(super) fn flag(&mut self, block: &'a Block, scope: &Scope, name: &str) -> Told<Option<Option<bool>>> {
        self.of(block, scope, name, as_flag)
    }

    /// An attribute that is a whole number.
    pub(super) fn number(
        &mut self,
        block: &'a Block,
        scope: &Scope,
        name: &str,
    ) -> Told<Option<Option<i32>>> {
        self.of(block, scope, name, |value| {
            let number = as_number(value)?.whole().and_then(|number| i32::try_from(number).ok());
            number.ok_or_else(|| "a whole number is expected".into())
        })
    }

    /// Something of a kind; the inner nothing where nothing is said, the outer where it can't be told.
    fn of<T>(
        &mut self,
        block: &'a Block,
        scope: &Scope,
        name: &str,
        read: impl FnOnce(&Value) -> Result<T, String>,
    ) -> Told<Option<Option<T>>> {
        Ok(match self.field(block, scope, name)?.0 {
            Field::Absent => Some(None),
            Field::Lost => None,
            Field::Known(value) => match read(&value) {
                Ok(told) => Some(Some(told)),
                Err(message) => {
                    self.unfit(block, name, &message);
                    None
                }
            },
        })
    }

    /// What is wrong with an attribute, where that stands.
    pub(super) fn unfit(&mut self, block: &Block, name: &str, message: &str) {
        let place = block.attribute(name).map_or(&block.place, |attribute| &attribute.place);
        self.wrong(place, name, message);
    }

    pub(super) fn later(&mut self, place: &Place, name: &str, why: &str) -> Field {
        let summary = format!("{name:?} is as the import has found it");
        self.diagnostics.push(Diagnostic::warning(summary, format!("{place}: {why}.")));
        Field::Lost
    }

    pub(super) fn wrong(&mut self, place: &Place, name: &str, message: &str) -> Field {
        let summary = format!("{name:?} can't be evaluated");
        self.diagnostics.push(Diagnostic::error(summary, format!("{place}: {message}.")));
        Field::Lost
    }
}

//! Blocks that make blocks.

use crate::hcl::evaluate::{Machine, Scope, Told, Trouble, fault};
use crate::hcl::syntax::{Block, Syntax};
use crate::hcl::value::Value;

/// Blocks that one block makes at most.
const MOST_BLOCKS: usize = 10_000;

impl<'a> Machine<'a> {
    /// The blocks of a kind in a block, with what each of them may name. Why they aren't known yet stands in
    /// the other result.
    pub(super) fn inner(
        &mut self,
        block: &'a Block,
        kind: &str,
        scope: &Scope,
    ) -> Told<Result<Vec<(&'a Block, Scope)>, String>> {
        let mut told = Vec::new();
        for inner in &block.blocks {
            self.spend(1)?;
            match &*inner.kind {
                own if own == kind => told.push((inner, scope.clone())),
                "dynamic" if inner.name() == kind => {
                    if let Some(why) = self.made(inner, scope, &mut told)? {
                        return Ok(Err(why));
                    }
                }
                _ => {}
            }
            if told.len() > MOST_BLOCKS {
                return fault(format!("there are more than {MOST_BLOCKS} blocks {kind:?}"));
            }
        }
        Ok(Ok(told))
    }

    /// Adds what a block makes. Gives why that isn't known yet, if it isn't.
    fn made(
        &mut self,
        maker: &'a Block,
        scope: &Scope,
        told: &mut Vec<(&'a Block, Scope)>,
    ) -> Told<Option<String>> {
        let Some(content) = maker.blocks.iter().find(|inner| &*inner.kind == "content") else {
            return fault(format!("{}: a dynamic block needs a content block", maker.place));
        };
        let Some(each) = maker.attribute("for_each") else {
            return fault(format!("{}: a dynamic block needs for_each", maker.place));
        };
        let iterator = match maker.attribute("iterator").map(|attribute| &*attribute.value) {
            Some(Syntax::Name(name) | Syntax::Literal(Value::Text(name))) => name.clone(),
            _ => maker.name().into(),
        };
        let members = match self.value(&each.value, &mut scope.clone())? {
            Value::Unknown(why) => return Ok(Some(why.to_string())),
            Value::Null => return fault(format!("{}: for_each is null", maker.place)),
            value => value,
        };
        for (key, value) in self.pairs(&members)? {
            let both = Value::map([("key".into(), key), ("value".into(), value)].into())?;
            let mut scope = scope.clone();
            scope.names.push((iterator.clone(), both));
            told.push((content, scope));
        }
        Ok(None)
    }

    fn pairs(&mut self, value: &Value) -> Told<Vec<(Value, Value)>> {
        match value {
            Value::List(list) => {
                self.spend(list.members.len())?;
                Ok(list.members.iter().enumerate().map(|(place, one)| (place.into(), one.clone())).collect())
            }
            Value::Map(map) => {
                self.spend(map.members.len())?;
                Ok(map.members.iter().map(|(key, one)| (Value::Text(key.clone()), one.clone())).collect())
            }
            _ => Err(Trouble::Fault("for_each of a dynamic block is a list or a map".into())),
        }
    }
}

//! What is inside of a value.

use super::{Machine, Scope, Told, fault};
use crate::hcl::kinds::{as_number, as_text};
use crate::hcl::syntax::Step;
use crate::hcl::value::{Sequence, Value};

impl<'a> Machine<'a> {
    /// Goes into a value, step by step.
    pub(super) fn walk(&mut self, mut value: Value, steps: &'a [Step], scope: &mut Scope) -> Told {
        let mut steps = steps;
        while let [step, rest @ ..] = steps {
            self.spend(1)?;
            if matches!(value, Value::Unknown(_)) {
                return Ok(value);
            }
            match step {
                Step::Attribute(name) => value = attribute(&value, name)?,
                Step::Index(index) => {
                    let index = self.value(index, scope)?;
                    value = member(&value, index)?;
                }
                Step::Each { all } => {
                    let taken = rest.iter().take_while(|step| *all || matches!(step, Step::Attribute(_)));
                    let (inner, behind) = rest.split_at(taken.count());
                    value = self.each(&value, inner, scope)?;
                    steps = behind;
                    continue;
                }
            }
            steps = rest;
        }
        Ok(value)
    }

    /// The same steps in each member. What is no list is one of one member, and nothing is one of none.
    fn each(&mut self, value: &Value, steps: &'a [Step], scope: &mut Scope) -> Told {
        let (sequence, members) = match value {
            Value::List(list) => (list.sequence.in_order(), list.members.clone()),
            Value::Null => (Sequence::Tuple, Vec::new()),
            one => (Sequence::Tuple, vec![one.clone()]),
        };
        self.spend(members.len())?;
        let told = members.into_iter().map(|one| self.walk(one, steps, scope)).collect::<Told<_>>()?;
        Ok(Value::sequence(sequence, told)?)
    }
}

fn attribute(value: &Value, name: &str) -> Told {
    match value {
        Value::Map(map) => match map.members.get(name) {
            Some(value) => Ok(value.clone()),
            None => fault(format!("There is nothing named {name:?}")),
        },
        Value::Null => fault(format!("There is nothing named {name:?} in null")),
        _ => fault(format!("There is nothing named {name:?} in what isn't an object")),
    }
}

pub(super) fn member(value: &Value, index: Value) -> Told {
    match (value, index) {
        (_, later @ Value::Unknown(_)) => Ok(later),
        (Value::List(list), index) => {
            let place = as_number(&index).ok().and_then(|number| usize::try_from(number.whole()?).ok());
            match place.and_then(|place| list.members.get(place)) {
                Some(value) => Ok(value.clone()),
                None => fault("The list has no member at that place"),
            }
        }
        (Value::Map(_), index) => match as_text(&index) {
            Ok(Value::Text(key)) => attribute(value, &key),
            _ => fault("A member of a map is named by a text"),
        },
        _ => fault("Only lists and maps have members"),
    }
}

//! The members of answers and their types, as they were recorded.

use std::collections::BTreeMap;

use http::Method;
use serde_json::Value;

use super::table::lines;
use crate::harness::Answer;
use crate::specification::Operation;

/// What is said of a member.
struct Member {
    /// Types that it may have: `s`, `n`, `b`, `null`, `{}`, the name of a shape, or one of these in brackets.
    types: Vec<String>,
    /// It may be left out.
    optional: bool,
}

/// All shapes by their names, and the operations that answer with them.
pub struct Shapes {
    shapes: BTreeMap<String, BTreeMap<String, Member>>,
    operations: BTreeMap<String, String>,
}

impl Shapes {
    /// Reads `shapes.txt`: `Name: member type, member? type|type`, and `operation = type`.
    pub fn read() -> Shapes {
        let (mut shapes, mut operations) = (BTreeMap::new(), BTreeMap::new());
        for (_, line) in lines("shapes") {
            if let Some((operation, shape)) = line.split_once(" = ") {
                operations.insert(operation.to_owned(), shape.to_owned());
                continue;
            }
            let (name, members) = line.split_once(": ").expect("a name and its members");
            let members = members.split(", ").map(|member| {
                let (name, types) = member.split_once(' ').unwrap_or_else(|| panic!("a type: {member}"));
                let types = types.split('|').map(str::to_owned).collect();
                (name.trim_end_matches('?').to_owned(), Member { types, optional: name.ends_with('?') })
            });
            shapes.entry(name.to_owned()).or_insert_with(BTreeMap::new).extend(members);
        }
        Shapes { shapes, operations }
    }

    /// How an answer differs.
    pub fn faults(&self, method: &Method, target: &str, answer: &Answer) -> Vec<String> {
        let path = target.split('?').next().unwrap_or_default();
        let operation = Operation::find(method, path).map(|operation| operation.id);
        let shape = operation.and_then(|id| self.operations.get(id));
        let mut faults = Vec::new();
        if let (Some(shape), 200..300, Ok(body)) =
            (shape, answer.status, serde_json::from_slice::<Value>(&answer.body))
        {
            self.hold(&body, std::slice::from_ref(shape), "", &mut faults);
        }
        faults
    }

    fn hold(&self, value: &Value, types: &[String], place: &str, faults: &mut Vec<String>) {
        let inner: Vec<_> = types
            .iter()
            .filter_map(|one| one.strip_prefix('[')?.strip_suffix(']'))
            .map(str::to_owned)
            .collect();
        let named = |name: &str| types.iter().any(|one| one == name);
        let fits = match value {
            Value::Null => named("null"),
            Value::Bool(_) => named("b"),
            Value::Number(_) => named("n"),
            Value::String(_) => named("s"),
            Value::Array(_) => !inner.is_empty(),
            Value::Object(_) => named("{}") || types.iter().any(|one| self.shapes.contains_key(one)),
        };
        if !fits {
            faults.push(format!("{place} should be {} and is {value}", types.join(" or ")));
            return;
        }
        match value {
            Value::Array(all) => {
                for one in all {
                    self.hold(one, &inner, &format!("{place}[]"), faults);
                }
            }
            Value::Object(object) => {
                for shape in types.iter().filter_map(|one| self.shapes.get(one)) {
                    self.members(object, shape, place, faults);
                }
            }
            _ => {}
        }
    }

    fn members(
        &self,
        object: &serde_json::Map<String, Value>,
        shape: &BTreeMap<String, Member>,
        place: &str,
        faults: &mut Vec<String>,
    ) {
        for (name, member) in shape {
            match object.get(name) {
                Some(value) => self.hold(value, &member.types, &format!("{place}.{name}"), faults),
                None if !member.optional => faults.push(format!("{place}.{name} is missing")),
                None => {}
            }
        }
        let more = object.keys().filter(|name| !shape.contains_key(*name));
        faults.extend(more.map(|name| format!("{place}.{name} was never recorded")));
    }
}

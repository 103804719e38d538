//! The tags of daemons that a template's jobs ask for, with their values.

use std::collections::BTreeMap;

use hcl::{Map, Value};

use super::evaluate::Scope;
use super::value::{MOST_MEMBERS, text};
use super::{Expression, Place, Template};

/// Bytes of all values that tags may name at most.
const MOST_BYTES: usize = 256 * 1024;

/// Why a tag has no value.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{place}: the workspace tag {key:?} has no value: {message}.")]
pub struct TagFault {
    /// Its key.
    pub key: String,
    /// Where it stands.
    pub place: Place,
    /// Why.
    pub message: String,
}

/// The values of the tags, where the template's variables and parameters have the given values, and else
/// their defaults.
///
/// # Errors
/// Every tag that has no value.
pub fn evaluate_tags(
    template: &Template,
    variables: &BTreeMap<String, String>,
    parameters: &BTreeMap<String, String>,
) -> Result<BTreeMap<String, String>, Vec<TagFault>> {
    if template.tags.is_empty() {
        return Ok(BTreeMap::new());
    }
    let scope = scope(template, variables, parameters);
    let (mut tags, mut faults) = (BTreeMap::new(), Vec::new());
    for tag in &template.tags {
        match scope.value(&tag.value) {
            Ok(value) => drop(tags.insert(tag.key.clone(), text(&value))),
            Err(message) => {
                faults.push(TagFault { key: tag.key.clone(), place: tag.value.place.clone(), message });
            }
        }
    }
    if faults.is_empty() { Ok(tags) } else { Err(faults) }
}

/// What a tag may name.
fn scope(template: &Template, given: &BTreeMap<String, String>, chosen: &BTreeMap<String, String>) -> Scope {
    let (mut scope, mut room) = (Scope::default(), MOST_BYTES);
    let mut bounded = |value: Value| {
        let length = text(&value).len();
        let fits = length <= room && value.as_array().is_none_or(|list| list.len() <= MOST_MEMBERS);
        room -= if fits { length } else { 0 };
        if fits { value } else { Value::Null }
    };
    let mut variables = Map::new();
    for declared in &template.variables {
        let name = &declared.variable.name;
        let value = match (given.get(name), &declared.default) {
            (Some(given), _) => typed(&declared.variable.kind, given),
            (None, Some(default)) => Scope::default().value(default).unwrap_or_default(),
            (None, None) => Value::String(String::new()),
        };
        variables.insert(name.clone(), bounded(value));
    }
    scope.declare("var", Value::Object(variables));
    let locals = locals(template, &scope, &mut bounded);
    scope.declare("local", Value::Object(locals));
    let mut known = Map::new();
    for (name, default) in &template.parameters {
        let value =
            chosen.get(name).cloned().or_else(|| default.as_ref().map(|one| value_or_empty(&scope, one)));
        let value = bounded(Value::String(value.unwrap_or_default()));
        known.insert(name.clone(), Value::Object(Map::from_iter([("value".to_owned(), value)])));
    }
    let data = Map::from_iter([("coder_parameter".to_owned(), Value::Object(known))]);
    scope.declare("data", Value::Object(data));
    scope
}

/// A default that names what isn't known yet has no value; a tag that needs it says so.
fn value_or_empty(scope: &Scope, expression: &Expression) -> String {
    scope.value(expression).map(|value| text(&value)).unwrap_or_default()
}

/// Values with names of their own. Each may name others, so those that can be known are, round by round.
fn locals(
    template: &Template,
    scope: &Scope,
    bounded: &mut impl FnMut(Value) -> Value,
) -> Map<String, Value> {
    let mut known = Map::new();
    let mut left: Vec<_> = template.locals.iter().collect();
    // Each round knows at least one more, or is the last.
    for _ in 0..MOST_ROUNDS {
        let before = known.len();
        let inner = scope.with("local", Value::Object(known.clone()));
        left.retain(|(name, expression)| match inner.value(expression) {
            Ok(value) => {
                known.insert((*name).clone(), bounded(value));
                false
            }
            Err(_) => true,
        });
        if known.len() == before || left.is_empty() {
            break;
        }
    }
    known
}

/// How many values may stand behind each other.
const MOST_ROUNDS: usize = 32;

/// A given value, as the variable's type has it.
fn typed(kind: &str, given: &str) -> Value {
    let parsed = || serde_json::from_str::<Value>(given).ok();
    match kind {
        "" | "string" => Value::String(given.to_owned()),
        _ => parsed().unwrap_or_else(|| Value::String(given.to_owned())),
    }
}

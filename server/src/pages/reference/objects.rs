//! The objects that operations exchange.

use std::collections::BTreeSet;

use serde_json::Value;

use super::schema::{Field, TypeText, described, resolve, type_of};
use crate::specification::DOCUMENT;

/// An object that operations exchange, or a type with a name.
pub(super) struct Object {
    pub(super) name: String,
    /// As HTML.
    pub(super) description: String,
    pub(super) fields: Vec<Field>,
    /// What it is where it has no fields.
    pub(super) of: Option<TypeText>,
}

/// The objects of these operations, and those in them, by name.
pub(super) fn of(operations: impl Iterator<Item = &'static Value>) -> Vec<Object> {
    let mut known = BTreeSet::new();
    for operation in operations {
        for part in ["parameters", "requestBody"] {
            collect(&operation[part], &mut known);
        }
        for (status, answer) in operation["responses"].as_object().into_iter().flatten() {
            if status.starts_with(['1', '2', '3']) {
                collect(resolve(answer), &mut known);
            }
        }
    }
    known.into_iter().filter_map(object).collect()
}

fn object(name: &str) -> Option<Object> {
    let schema = schemas()?.get(name)?;
    let fields = fields(schema);
    let of = fields.is_empty().then(|| type_of(schema));
    Some(Object { name: name.to_owned(), description: described(schema), fields, of })
}

/// The fields of an object, those of its parts among them.
fn fields(schema: &'static Value) -> Vec<Field> {
    let parts = schema["allOf"].as_array().into_iter().flatten().map(resolve);
    let inherited = parts.flat_map(fields);
    let required = schema["required"].as_array().into_iter().flatten();
    let required: Vec<_> = required.filter_map(Value::as_str).collect();
    let own = schema["properties"].as_object().into_iter().flatten();
    let own = own.map(|(name, of)| Field::of_property(name, of, required.contains(&name.as_str())));
    inherited.chain(own).collect()
}

/// The names of all schemas that a part of the specification refers to.
fn collect(of: &'static Value, known: &mut BTreeSet<&'static str>) {
    match of {
        Value::Object(all) => {
            let schema = all.get("$ref").and_then(Value::as_str).and_then(name_of);
            if let Some(name) = schema
                && known.insert(name)
                && let Some(of) = schemas().and_then(|all| all.get(name))
            {
                collect(of, known);
            }
            if schema.is_none() && all.contains_key("$ref") {
                collect(resolve(of), known);
            }
            all.iter().filter(|(key, _)| *key != "example").for_each(|(_, of)| collect(of, known));
        }
        Value::Array(all) => all.iter().for_each(|of| collect(of, known)),
        _ => {}
    }
}

fn name_of(reference: &str) -> Option<&str> {
    reference.strip_prefix("#/components/schemas/")
}

fn schemas() -> Option<&'static serde_json::Map<String, Value>> {
    DOCUMENT.get("components")?["schemas"].as_object()
}

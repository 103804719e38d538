//! Fields of requests: what may be left out, may be null and may have a value has three states, and typify knows two.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::lift::Components;
use super::references::schema_name;

/// The type of a field with three states.
const FIELD: &str = "burgrave_client::Field";

/// The names of the component schemas that `roots` lead to.
pub(super) fn reached<'a>(
    components: &Components,
    roots: impl IntoIterator<Item = &'a Value>,
) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut waiting: Vec<String> = vec![];
    roots.into_iter().for_each(|root| references(root, &mut waiting));
    while let Some(name) = waiting.pop() {
        if found.insert(name.clone())
            && let Some(schema) = components.get(&name)
        {
            references(schema, &mut waiting);
        }
    }
    found
}

fn references(value: &Value, found: &mut Vec<String>) {
    found.extend(schema_name(value).map(str::to_owned));
    match value {
        Value::Object(map) => map.values().for_each(|inner| references(inner, found)),
        Value::Array(list) => list.iter().for_each(|inner| references(inner, found)),
        _ => {}
    }
}

/// Marks the optional fields of the objects in `schema`, which is the component `owner` or has a name of its own: nullable ones as [`FIELD`], lists and maps as `Option` (an empty
/// list and none are two things in a request).
pub(super) fn mark(schema: &mut Value, owner: &str, components: &mut Components) {
    mark_inner(schema, owner, owner, components);
}

fn mark_inner(schema: &mut Value, owner: &str, hint: &str, components: &mut Components) {
    let Some(map) = schema.as_object_mut() else { return };
    let required = map.get("required").cloned().unwrap_or_default();
    let required = required.as_array().map(Vec::as_slice).unwrap_or_default();
    if let Some(Value::Object(properties)) = map.get_mut("properties") {
        for (name, property) in properties.iter_mut() {
            let hint = format!("{hint}_{name}");
            mark_inner(property, owner, &hint, components);
            if !required.iter().any(|one| one.as_str() == Some(name)) {
                wrap(property, owner, &hint, components);
            }
        }
    }
    for key in ["items", "additionalProperties"] {
        if let Some(inner) = map.get_mut(key) {
            let hint = format!("{hint}_{}", if key == "items" { "item" } else { "value" });
            mark_inner(inner, owner, &hint, components);
        }
    }
    for key in ["allOf", "oneOf"] {
        for (index, part) in map.get_mut(key).and_then(Value::as_array_mut).into_iter().flatten().enumerate()
        {
            let hint = format!("{hint}_part{}", index + 1);
            mark_inner(part, owner, &hint, components);
            // typify writes the fields of an alternative without asking which of them are there.
            if key == "oneOf" && has_field(part) {
                *part = components.lift(&hint, part.take());
            }
        }
    }
}

/// Whether the schema itself has a field of three states.
fn has_field(schema: &Value) -> bool {
    let properties = schema.get("properties").and_then(Value::as_object);
    let path =
        |property: &Value| property.pointer("/x-rust-type/path").and_then(Value::as_str) == Some(FIELD);
    properties.into_iter().flat_map(|all| all.values()).any(path)
}

fn wrap(property: &mut Value, owner: &str, hint: &str, components: &mut Components) {
    let resolved = schema_name(property).and_then(|name| components.get(name)).unwrap_or(property);
    let nullable =
        [&*property, resolved].iter().any(|schema| schema.get("nullable") == Some(&Value::Bool(true)));
    let collection = property.get("items").is_some()
        || property.get("additionalProperties").is_some()
        || (property.get("type") == Some(&json!("object")) && property.get("properties").is_none());
    let (library, path) = match (nullable, collection) {
        (true, _) => ("burgrave_client", FIELD),
        (false, true) => ("std", "std::option::Option"),
        (false, false) => return,
    };
    let description = property.get("description").cloned();
    let mut inner = components.simple(hint, property.take());
    // typify breaks the circles that it sees, and can't look into other crates' types.
    if schema_name(&inner).is_some() && reached(components, [&inner]).contains(owner) {
        inner = native("std", "std::boxed::Box", inner, None);
    }
    *property = native(library, path, inner, description);
}

/// A schema that typify turns into `path<inner>`.
pub(super) fn native(library: &str, path: &str, inner: Value, description: Option<Value>) -> Value {
    let mut schema = Map::new();
    schema.insert("type".into(), json!("string"));
    schema.extend(description.map(|text| ("description".to_owned(), text)));
    schema.insert(
        "x-rust-type".into(),
        json!({ "crate": library, "version": "*", "path": path, "parameters": [inner] }),
    );
    Value::Object(schema)
}

//! Schemas as typify takes them: without what only the server has to hold, and without names that collide.

use serde_json::{Map, Value, json};

use super::alias::{Aliases, Scope};
use super::references::{SCHEMAS, each_reference};
use super::rust::{pascal, snake};

/// Left out of the copy. Bounds, patterns and defaults are the server's to hold: a client with its own copy of them could
/// not talk to a server that has moved a bound. `title` would rename types.
const DROPPED: [&str; 20] = [
    "default",
    "deprecated",
    "discriminator",
    "example",
    "examples",
    "exclusiveMaximum",
    "exclusiveMinimum",
    "externalDocs",
    "maxItems",
    "maxLength",
    "maxProperties",
    "maximum",
    "minItems",
    "minLength",
    "minProperties",
    "minimum",
    "multipleOf",
    "pattern",
    "title",
    "uniqueItems",
];

/// Gives every component schema the name that its Rust type will have, and mends the references.
pub(super) fn name(document: &mut Value) {
    let Some(schemas) = document.pointer_mut("/components/schemas").and_then(Value::as_object_mut) else {
        return;
    };
    // progenitor writes `Default::default()`, and everything else with its path.
    let mut scope = Scope::new(pascal, &["Self", "Default"]);
    let mut names = Map::new();
    let mut renamed = Map::new();
    for (name, schema) in std::mem::take(schemas) {
        let mut spare = Aliases::default();
        let admitted = pascal(&scope.admit(&name, &mut spare));
        names.insert(name, Value::String(admitted.clone()));
        renamed.insert(admitted, schema);
    }
    *schemas = renamed;
    each_reference(document, &mut |reference| {
        if let Some(new) =
            reference.strip_prefix(SCHEMAS).and_then(|old| names.get(old)).and_then(Value::as_str)
        {
            *reference = format!("{SCHEMAS}{new}");
        }
    });
}

/// Makes one schema, and all inside it, palatable.
pub(super) fn normalize(schema: &mut Value, aliases: &mut Aliases) {
    let Some(map) = schema.as_object_mut() else { return };
    if map.contains_key("$ref") {
        map.retain(|key, _| key == "$ref");
        return;
    }
    // Another generator's: it would name crates that aren't there.
    map.remove("x-rust-type");
    if map.get("type") == Some(&json!("string")) && map.get("format") == Some(&json!("password")) {
        hidden(map);
    }
    map.retain(|key, _| !DROPPED.contains(&key.as_str()) && (!key.starts_with("x-") || key == "x-rust-type"));
    if map.contains_key("not") {
        let description = map.remove("description");
        map.clear();
        map.extend(description.map(|text| ("description".to_owned(), text)));
    }
    if let Some(any) = map.remove("anyOf") {
        map.insert("oneOf".into(), any);
    }
    // It only repeats the type of the part; typify would make a type of its own out of both.
    if map.get("allOf").and_then(Value::as_array).is_some_and(|parts| parts.len() == 1) {
        map.remove("type");
    }
    if map.get("additionalProperties") == Some(&Value::Bool(false)) {
        map.remove("additionalProperties");
    }
    if let Some(format) = map.get("format").and_then(Value::as_str)
        && !["uuid", "date-time", "date", "int32", "int64", "float", "double"].contains(&format)
    {
        map.remove("format");
    }
    enumerated(map, aliases);
    properties(map, aliases);
    for key in ["items", "additionalProperties"] {
        if let Some(inner) = map.get_mut(key) {
            normalize(inner, aliases);
        }
    }
    for key in ["allOf", "oneOf"] {
        for part in map.get_mut(key).and_then(Value::as_array_mut).into_iter().flatten() {
            normalize(part, aliases);
        }
    }
}

/// The type of what must not be printed.
fn hidden(map: &mut Map<String, Value>) {
    let path = "burgrave_client::Secret";
    let native = json!({ "crate": "burgrave_client", "version": "*", "path": path, "parameters": [] });
    map.insert("x-rust-type".into(), native);
}

/// Text enumerations get variants with names of their own; other enumerations are the server's to hold.
fn enumerated(map: &mut Map<String, Value>, aliases: &mut Aliases) {
    let Some(Value::Array(values)) = map.remove("enum") else { return };
    let texts: Vec<&str> = values.iter().filter_map(Value::as_str).collect();
    if texts.is_empty() {
        return;
    }
    let mut scope = Scope::new(pascal, &["Self"]);
    let mut named: Vec<Value> = texts.iter().map(|text| Value::String(scope.admit(text, aliases))).collect();
    if map.get("nullable") == Some(&Value::Bool(true)) {
        named.push(Value::Null);
    }
    map.insert("type".into(), json!("string"));
    map.insert("enum".into(), Value::Array(named));
}

/// Fields whose names would be one in Rust are told apart; `required` follows.
fn properties(map: &mut Map<String, Value>, aliases: &mut Aliases) {
    let Some(Value::Object(properties)) = map.get_mut("properties").map(Value::take) else { return };
    let mut scope = Scope::new(snake, &[]);
    let mut kept = Map::new();
    let mut renamed = Map::new();
    for (name, mut property) in properties {
        normalize(&mut property, aliases);
        let admitted = scope.admit(&name, aliases);
        kept.insert(admitted.clone(), property);
        renamed.insert(name, Value::String(admitted));
    }
    map.insert("properties".into(), Value::Object(kept));
    for name in map.get_mut("required").and_then(Value::as_array_mut).into_iter().flatten() {
        if let Some(new) = name.as_str().and_then(|name| renamed.get(name)) {
            *name = new.clone();
        }
    }
}

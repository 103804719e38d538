//! `allOf` of plain objects becomes the one object that it describes.

use std::collections::HashSet;

use serde_json::{Map, Value, json};

use super::references::resolve;

/// The object that `schema` describes, when it is an `allOf` of objects only. `None` leaves it as it is.
pub(super) fn flattened(document: &Value, schema: &Value) -> Option<Value> {
    schema.get("allOf")?;
    let mut object = Map::new();
    let mut required = vec![];
    collect(document, schema, &mut object, &mut required, &mut HashSet::new())?;
    let mut flat = json!({ "type": "object", "properties": object, "required": required });
    for key in ["description", "nullable"] {
        if let Some(value) = schema.get(key) {
            flat[key] = value.clone();
        }
    }
    Some(flat)
}

fn collect(
    document: &Value,
    schema: &Value,
    properties: &mut Map<String, Value>,
    required: &mut Vec<Value>,
    seen: &mut HashSet<*const Value>,
) -> Option<()> {
    let schema = resolve(document, schema);
    if !seen.insert(std::ptr::from_ref(schema)) {
        return Some(());
    }
    let whole = schema.as_object()?;
    let typed = whole.get("type").is_none_or(|kind| kind == "object");
    let other = ["oneOf", "anyOf", "not", "enum", "additionalProperties", "items"];
    if !typed || other.iter().any(|key| whole.contains_key(*key)) {
        return None;
    }
    let parts = whole.get("allOf").and_then(Value::as_array);
    let own = whole.get("properties").and_then(Value::as_object);
    if parts.is_none() && own.is_none() && !whole.contains_key("required") {
        return None;
    }
    for part in parts.into_iter().flatten() {
        collect(document, part, properties, required, seen)?;
    }
    for (name, property) in own.into_iter().flatten() {
        properties.insert(name.clone(), property.clone());
    }
    for name in whole.get("required").and_then(Value::as_array).into_iter().flatten() {
        if !required.contains(name) {
            required.push(name.clone());
        }
    }
    Some(())
}

//! What the database searches: a resource's texts as they are compared, under the schema's names. Letter case
//! is folded here, so that every database compares bytes.

use serde_json::{Map, Value};

use super::document::Document;
use super::filter::fold;
use super::schema::{Attribute, Kind, ResourceType};

/// The searchable form of a document: texts folded, flags as `true` and `false`, empty texts left out, a
/// list's primary entry first.
pub fn index(kind: &ResourceType, id: &str, document: &Document) -> Map<String, Value> {
    let mut index = Map::new();
    index.insert("id".into(), id.into());
    for (name, value) in document {
        if let Some(schema) = kind.extension(name) {
            let parts = value.as_object().map(|parts| parts_of(schema.attributes, parts)).unwrap_or_default();
            index.insert(name.clone(), Value::Object(parts));
        } else if let Some(attribute) = kind.attribute(name)
            && let Some(value) = value_of(attribute, value)
        {
            index.insert(name.clone(), value);
        }
    }
    index
}

/// The searchable form of one entry of a list.
pub fn entry(kind: &ResourceType, list: &str, entry: &Value) -> Value {
    let folded = kind.attribute(list).and_then(|attribute| value_of(attribute, entry));
    folded.unwrap_or_else(|| Value::Object(Map::new()))
}

fn parts_of(attributes: &'static [Attribute], parts: &Map<String, Value>) -> Map<String, Value> {
    let known = |name: &str| attributes.iter().find(|attribute| attribute.name == name);
    parts.iter().filter_map(|(name, value)| Some((name.clone(), value_of(known(name)?, value)?))).collect()
}

fn value_of(attribute: &Attribute, value: &Value) -> Option<Value> {
    match value {
        Value::Array(entries) => {
            let mut entries: Vec<&Value> = entries.iter().collect();
            entries.sort_by_key(|entry| entry["primary"] != true);
            Some(entries.into_iter().filter_map(|entry| value_of(attribute, entry)).collect())
        }
        Value::Object(parts) if attribute.kind == Kind::Complex => {
            Some(Value::Object(parts_of(attribute.sub, parts)))
        }
        Value::String(text) if text.is_empty() => None,
        Value::String(text) => Some(fold(attribute, text).into_owned().into()),
        Value::Bool(flag) => Some(flag.to_string().into()),
        _ => None,
    }
}

/// The values of a list's entries, as they are searched, each once: `emails` → addresses.
pub fn values<'a>(index: &'a Map<String, Value>, list: &str) -> Vec<&'a str> {
    let entries = index.get(list).and_then(Value::as_array);
    let mut values: Vec<&str> =
        entries.into_iter().flatten().filter_map(|entry| entry["value"].as_str()).collect();
    values.sort_unstable();
    values.dedup();
    values
}

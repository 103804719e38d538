//! Reading a specification as JSON: fields that may be missing or of another kind, and references.

use serde_json::{Map, Value};

/// The text of `$ref`, where there is one.
pub(crate) fn reference(value: &Value) -> Option<&str> {
    value.get("$ref").and_then(Value::as_str)
}

/// Follows references to the end. A circle, which the loader refuses, ends at the last link.
pub(crate) fn resolve<'a>(bundle: &'a Value, mut value: &'a Value) -> &'a Value {
    for _ in 0..64 {
        let Some(target) = reference(value).and_then(|text| bundle.pointer(text.strip_prefix('#')?)) else {
            break;
        };
        value = target;
    }
    value
}

/// The entries of the mapping under a key; none when there is none.
pub(crate) fn entries<'a>(value: &'a Value, key: &str) -> impl Iterator<Item = (&'a str, &'a Value)> {
    let map = value.get(key).and_then(Value::as_object);
    map.into_iter().flat_map(Map::iter).map(|(key, value)| (key.as_str(), value))
}

/// The list under a key; empty when there is none.
pub(crate) fn array<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value.get(key).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// The text under a key.
pub(crate) fn text<'a>(value: &'a Value, key: &str) -> Option<&'a str> {
    value.get(key).and_then(Value::as_str)
}

/// Whether a key holds `true`.
pub(crate) fn flag(value: &Value, key: &str) -> bool {
    value.get(key) == Some(&Value::Bool(true))
}

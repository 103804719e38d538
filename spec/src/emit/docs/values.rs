//! Example values, made from the examples of schemas.

use serde_json::{Map, Value, json};

use crate::node::pointer;
use crate::node::value::{array, entries, reference, resolve, text};

/// The greatest depth of an example.
const DEPTH_LIMIT: usize = 32;

/// The example of a media type, parameter or header: its own, or one made from its schema.
pub(super) fn example_of(bundle: &Value, holder: &Value) -> Option<Value> {
    if let Some(example) = holder.get("example") {
        return Some(example.clone());
    }
    if let Some((_, example)) = entries(holder, "examples").next() {
        return resolve(bundle, example).get("value").cloned();
    }
    holder.get("schema").and_then(|schema| Maker { bundle, open: Vec::new() }.make(schema, "", 0))
}

/// An example of a schema.
pub(super) fn example(bundle: &Value, schema: &Value) -> Option<Value> {
    Maker { bundle, open: Vec::new() }.make(schema, "", 0)
}

struct Maker<'a> {
    bundle: &'a Value,
    /// The components that are being made: a schema that contains itself is left out there.
    open: Vec<&'a str>,
}

impl<'a> Maker<'a> {
    /// `None` if the value would contain itself. `name` is that of the property, for texts.
    fn make(&mut self, schema: &'a Value, name: &str, depth: usize) -> Option<Value> {
        if depth > DEPTH_LIMIT {
            return None;
        }
        if let Some(target) = reference(schema) {
            if self.open.contains(&target) {
                return None;
            }
            self.open.push(target);
            let value = self.make(resolve(self.bundle, schema), name, depth + 1);
            self.open.pop();
            return value;
        }
        for key in ["example", "default"] {
            if let Some(value) = schema.get(key) {
                return Some(value.clone());
            }
        }
        if let Some(value) = array(schema, "enum").iter().find(|value| **value != json!("")) {
            return Some(value.clone());
        }
        let first = |key: &str| array(schema, key).first();
        if let Some(part) = first("oneOf").or_else(|| first("anyOf")) {
            return self.make(part, name, depth + 1);
        }
        let parts = array(schema, "allOf");
        if !parts.is_empty() {
            return self.merged(schema, parts, name, depth);
        }
        match text(schema, "type") {
            Some("object") => Some(self.object(schema, depth)),
            None if schema.get("properties").is_some() => Some(self.object(schema, depth)),
            Some("array") => {
                let item = schema.get("items").and_then(|items| self.make(items, name, depth + 1));
                Some(Value::Array(item.into_iter().collect()))
            }
            Some("integer") => Some(schema.get("minimum").cloned().unwrap_or(json!(0))),
            Some("number") => Some(schema.get("minimum").cloned().unwrap_or(json!(0.5))),
            Some("boolean") => Some(json!(true)),
            Some(_) => Some(json!(words(schema, name))),
            None => Some(json!({})),
        }
    }

    fn merged(&mut self, schema: &'a Value, parts: &'a [Value], name: &str, depth: usize) -> Option<Value> {
        let mut whole = Map::new();
        for part in parts {
            match self.make(part, name, depth + 1)? {
                Value::Object(map) => whole.extend(map),
                other => return Some(other),
            }
        }
        if let Value::Object(own) = self.object(schema, depth) {
            whole.extend(own);
        }
        Some(Value::Object(whole))
    }

    fn object(&mut self, schema: &'a Value, depth: usize) -> Value {
        let mut map = Map::new();
        for (name, property) in entries(schema, "properties") {
            if let Some(value) = self.make(property, name, depth + 1) {
                map.insert(name.to_owned(), value);
            }
        }
        let additional = schema.get("additionalProperties").filter(|additional| additional.is_object());
        if let Some(value) = additional.and_then(|additional| self.make(additional, "", depth + 1)) {
            map.insert("key".to_owned(), value);
        }
        Value::Object(map)
    }
}

fn words(schema: &Value, name: &str) -> String {
    let text = match text(schema, "format") {
        Some("uuid") => "497f6eca-6276-4993-bfeb-53cbbbba6f08",
        Some("date-time") => "2026-01-31T09:30:00Z",
        Some("date") => "2026-01-31",
        Some("uri") => "https://example.com",
        Some("email") => "amira@example.com",
        Some("ipv4" | "ip") => "192.0.2.1",
        Some("ipv6") => "2001:db8::1",
        Some("byte") => "aGVsbG8=",
        _ if name.is_empty() => "text",
        _ => name,
    };
    text.to_owned()
}

/// The component of a name, with its pointer.
pub(super) fn component<'a>(bundle: &'a Value, name: &str) -> Option<&'a Value> {
    bundle.pointer(&pointer::join("/components/schemas", name))
}

//! Inline schemas that need a Rust name get a place among the components.

use serde_json::{Map, Value, json};

use super::references::{SCHEMAS, schema_name};
use super::rust::pascal;

/// The component schemas, with room for more.
pub(super) struct Components {
    schemas: Map<String, Value>,
}

impl Components {
    /// Those of the copy.
    pub(super) fn new(schemas: Map<String, Value>) -> Self {
        Self { schemas }
    }

    /// All of them again.
    pub(super) fn into_schemas(self) -> Map<String, Value> {
        self.schemas
    }

    /// The schema of a name.
    pub(super) fn get(&self, name: &str) -> Option<&Value> {
        self.schemas.get(name)
    }

    /// Puts a schema back under its name.
    pub(super) fn set(&mut self, name: &str, schema: Value) {
        self.schemas.insert(name.to_owned(), schema);
    }

    /// A reference to `schema` under a free name like `hint`.
    pub(super) fn lift(&mut self, hint: &str, schema: Value) -> Value {
        let stem = pascal(hint);
        let name = std::iter::once(stem.clone())
            .chain((2_usize..).map(|number| format!("{stem}{number}")))
            .find(|name| !self.schemas.contains_key(name))
            .expect("the numbers don't run out");
        self.schemas.insert(name.clone(), schema);
        json!({ "$ref": format!("{SCHEMAS}{name}") })
    }

    /// Gives inline schemas a name where the one that typify would give them is taken by a component.
    pub(super) fn keep_names_apart(&mut self) {
        let names: Vec<String> = self.schemas.keys().cloned().collect();
        for name in names {
            if let Some(mut schema) = self.schemas.get(&name).cloned() {
                self.apart(&name, &mut schema);
                self.schemas.insert(name, schema);
            }
        }
    }

    fn apart(&mut self, hint: &str, schema: &mut Value) {
        for (name, property) in
            schema.get_mut("properties").and_then(Value::as_object_mut).into_iter().flatten()
        {
            self.inner_apart(&format!("{hint}_{name}"), property);
        }
        for (key, end) in [("items", "item"), ("additionalProperties", "value")] {
            if let Some(inner) = schema.get_mut(key) {
                self.inner_apart(&format!("{hint}_{end}"), inner);
            }
        }
    }

    fn inner_apart(&mut self, hint: &str, schema: &mut Value) {
        self.apart(hint, schema);
        let is_named = ["enum", "properties", "oneOf"].iter().any(|key| schema.get(key).is_some());
        if is_named && self.schemas.contains_key(&pascal(hint)) {
            *schema = self.lift(hint, schema.take());
        }
    }

    /// `schema` in a form that stands well as a type parameter: a reference, a scalar, or a list of those. Anything else
    /// is lifted under a name like `hint`.
    pub(super) fn simple(&mut self, hint: &str, mut schema: Value) -> Value {
        if let Some(map) = schema.as_object_mut() {
            map.remove("nullable");
            if let Some(values) = map.get_mut("enum").and_then(Value::as_array_mut) {
                values.retain(|value| !value.is_null());
            }
        }
        if schema_name(&schema).is_some() {
            return schema;
        }
        if let Some([only]) = schema.get("allOf").and_then(Value::as_array).map(Vec::as_slice)
            && schema_name(only).is_some()
        {
            return only.clone();
        }
        if let Some(items) = schema.get_mut("items") {
            let inner = items.take();
            let nullable = inner.get("nullable") == Some(&Value::Bool(true));
            *items = if nullable {
                self.lift(&format!("{hint}Item"), inner)
            } else {
                self.simple(&format!("{hint}Item"), inner)
            };
            return schema;
        }
        match schema.get("type").and_then(Value::as_str) {
            Some("string" | "integer" | "number" | "boolean") if schema.get("enum").is_none() => schema,
            _ => self.lift(hint, schema),
        }
    }

    /// How Rust writes the type of `schema`, seen from the generated module. `schema` must be [`simple`](Self::simple).
    pub(super) fn rust_type(schema: &Value) -> String {
        if let Some(name) = schema_name(schema) {
            return format!("types::{name}");
        }
        if let Some(items) = schema.get("items") {
            return format!("Vec<{}>", Self::rust_type(items));
        }
        let format = schema.get("format").and_then(Value::as_str);
        match (schema.get("type").and_then(Value::as_str), format) {
            (Some("boolean"), _) => "bool",
            (Some("integer"), Some("int32")) => "i32",
            (Some("integer"), _) => "i64",
            (Some("number"), Some("float")) => "f32",
            (Some("number"), _) => "f64",
            (_, Some("uuid")) => "::uuid::Uuid",
            (_, Some("date-time")) => "::chrono::DateTime<::chrono::offset::Utc>",
            (_, Some("date")) => "::chrono::naive::NaiveDate",
            (Some("string"), _) => "String",
            _ => "::serde_json::Value",
        }
        .into()
    }
}

//! Schemas of the specification as JSON Schema, closed: a property that isn't declared is a fault.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex};

use jsonschema::Validator;
use serde_json::{Map, Value, json};

use super::document;

/// The path of the components' open variants: parts of an `allOf` must not forbid each other's properties.
const OPEN: &str = "#/open/";
const CLOSED: &str = "#/components/schemas/";

static SHARED: LazyLock<(Value, Value)> = LazyLock::new(|| {
    let schemas = document()["components"]["schemas"].as_object().expect("there are schemas");
    let each = |closed| {
        let converted = schemas.iter().map(|(name, schema)| (name.clone(), convert(schema, closed)));
        Value::Object(converted.collect())
    };
    (each(true), each(false))
});

/// A validator for each schema of an answer, made when it is first needed.
pub fn validator(schema: &Value) -> Arc<Validator> {
    static MADE: LazyLock<Mutex<HashMap<String, Arc<Validator>>>> = LazyLock::new(Mutex::default);
    let key = schema.to_string();
    if let Some(made) = MADE.lock().unwrap().get(&key) {
        return made.clone();
    }
    let whole = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "allOf": [convert(schema, true)],
        "components": {"schemas": SHARED.0},
        "open": SHARED.1,
    });
    let validator = jsonschema::options().should_validate_formats(true).build(&whole);
    let validator =
        Arc::new(validator.unwrap_or_else(|error| panic!("the schema {schema} can't be used: {error}")));
    MADE.lock().unwrap().insert(key, validator.clone());
    validator
}

/// OpenAPI 3.0 → JSON Schema 2020-12. With `closed`, objects take no other properties than those they
/// declare.
fn convert(schema: &Value, closed: bool) -> Value {
    let Some(given) = schema.as_object() else { return schema.clone() };
    if let Some(reference) = given.get("$ref").and_then(Value::as_str) {
        let target = if closed { reference.to_owned() } else { reference.replacen(CLOSED, OPEN, 1) };
        return json!({"$ref": target});
    }
    let mut out = Map::new();
    for (key, value) in given {
        match key.as_str() {
            "nullable" | "example" | "discriminator" | "xml" | "externalDocs" | "deprecated" => {}
            "properties" => {
                let converted = value
                    .as_object()
                    .into_iter()
                    .flatten()
                    .map(|(name, one)| (name.clone(), convert(one, true)));
                out.insert(key.clone(), Value::Object(converted.collect()));
            }
            "items" => {
                out.insert(key.clone(), convert(value, true));
            }
            "additionalProperties" if value.is_object() => {
                out.insert(key.clone(), convert(value, true));
            }
            "allOf" => {
                out.insert(
                    key.clone(),
                    value.as_array().into_iter().flatten().map(|one| convert(one, false)).collect(),
                );
            }
            "oneOf" | "anyOf" => {
                out.insert(
                    key.clone(),
                    value.as_array().into_iter().flatten().map(|one| convert(one, closed)).collect(),
                );
            }
            "exclusiveMinimum" | "exclusiveMaximum" if value.is_boolean() => {}
            _ => {
                out.insert(key.clone(), value.clone());
            }
        }
    }
    if given.get("format").is_some_and(|format| format == "int32") {
        out.entry("minimum").or_insert_with(|| i32::MIN.into());
        out.entry("maximum").or_insert_with(|| i32::MAX.into());
    }
    exclusive(given, &mut out, "minimum", "exclusiveMinimum");
    exclusive(given, &mut out, "maximum", "exclusiveMaximum");
    if closed && given.contains_key("allOf") {
        out.insert("unevaluatedProperties".into(), false.into());
    } else if closed && given.contains_key("properties") && !given.contains_key("additionalProperties") {
        out.insert("additionalProperties".into(), false.into());
    }
    match given.get("nullable") {
        Some(Value::Bool(true)) => json!({"anyOf": [out, {"type": "null"}]}),
        _ => Value::Object(out),
    }
}

/// In OpenAPI 3.0 the exclusive bounds are flags beside the bound; in JSON Schema they are the bound.
fn exclusive(given: &Map<String, Value>, out: &mut Map<String, Value>, bound: &str, flag: &str) {
    if given.get(flag) == Some(&Value::Bool(true))
        && let Some(value) = out.remove(bound)
    {
        out.insert(flag.into(), value);
    }
}

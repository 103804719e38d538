//! Types and constraints of schemas in a few words.

use serde_json::Value;

use super::markdown::{anchor, code};
use crate::node::value::{array, flag, reference, text};

/// The name of the component that a schema refers to, also through an `allOf` of one.
pub(super) fn name_of(schema: &Value) -> Option<String> {
    let target = reference(schema).or_else(|| match array(schema, "allOf") {
        [only] => reference(only),
        _ => None,
    })?;
    let name = target.rsplit('/').next()?;
    Some(crate::node::pointer::unescape(name))
}

/// A type as tables name it: `string(uuid)`, a link to a named schema, `array of …`.
pub(super) fn type_name(schema: &Value) -> String {
    if let Some(name) = name_of(schema) {
        return format!("[{name}](schemas.md#{})", anchor(&name));
    }
    for (key, word) in [("oneOf", " or "), ("anyOf", " or "), ("allOf", " and ")] {
        let parts = array(schema, key);
        if !parts.is_empty() {
            return parts.iter().map(type_name).collect::<Vec<_>>().join(word);
        }
    }
    let format = text(schema, "format").map(|format| format!("({format})")).unwrap_or_default();
    match text(schema, "type") {
        Some("array") => format!("array of {}", schema.get("items").map_or("any".to_owned(), type_name)),
        Some("object") => {
            match schema.get("additionalProperties").filter(|additional| additional.is_object()) {
                Some(additional) => format!("map of {}", type_name(additional)),
                None => "object".to_owned(),
            }
        }
        Some(kind) => format!("{kind}{format}"),
        None if schema.get("properties").is_some() => "object".to_owned(),
        None => "any".to_owned(),
    }
}

/// The constraints of a schema, on one line.
pub(super) fn restrictions(schema: &Value) -> String {
    let mut words = Vec::new();
    let number = |key: &str| schema.get(key).map(Value::to_string);
    for (least, most, what) in [
        ("minLength", "maxLength", " characters"),
        ("minItems", "maxItems", " items"),
        ("minProperties", "maxProperties", " properties"),
        ("minimum", "maximum", ""),
    ] {
        match (number(least), number(most)) {
            (Some(least), Some(most)) => words.push(format!("{least} to {most}{what}")),
            (Some(least), None) => words.push(format!("at least {least}{what}")),
            (None, Some(most)) => words.push(format!("at most {most}{what}")),
            (None, None) => {}
        }
    }
    for (key, bound) in [("exclusiveMinimum", "lower"), ("exclusiveMaximum", "upper")] {
        if flag(schema, key) {
            words.push(format!("without the {bound} bound"));
        }
    }
    if let Some(step) = number("multipleOf") {
        words.push(format!("a multiple of {step}"));
    }
    if flag(schema, "uniqueItems") {
        words.push("no item twice".to_owned());
    }
    if let Some(pattern) = text(schema, "pattern") {
        let told = text(schema, "x-pattern-words").map(|told| format!("must {told}: ")).unwrap_or_default();
        words.push(format!("{told}matches {}", code(pattern)));
    }
    if let Some(default) = schema.get("default") {
        words.push(format!("default {}", code(&default.to_string())));
    }
    if flag(schema, "nullable") {
        words.push("may be null".to_owned());
    }
    for (key, word) in
        [("readOnly", "only read"), ("writeOnly", "only written"), ("deprecated", "deprecated")]
    {
        if flag(schema, key) {
            words.push(word.to_owned());
        }
    }
    words.join(", ")
}

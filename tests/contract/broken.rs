//! Values that break one rule of a schema each.

use regex::Regex;
use serde_json::{Map, Value, json};

use crate::specification::resolve;

/// One wrong value and the rule that it breaks.
pub struct Broken {
    pub rule: &'static str,
    pub value: Value,
}

/// The schema with its references followed and its `allOf` parts put together.
pub fn flat(schema: &'static Value) -> Map<String, Value> {
    let mut out = Map::new();
    let schema = resolve(schema);
    for part in schema["allOf"].as_array().into_iter().flatten() {
        out.extend(flat(part));
    }
    out.extend(schema.as_object().into_iter().flatten().map(|(key, value)| (key.clone(), value.clone())));
    out
}

/// A value of another type than the schema's.
pub fn of_wrong_type(schema: &Map<String, Value>) -> Option<Value> {
    match schema.get("type").and_then(Value::as_str) {
        Some("string") => Some(json!(17)),
        Some("integer" | "number") => Some(json!("many")),
        Some("boolean") => Some(json!("perhaps")),
        Some("array" | "object") => Some(json!("text")),
        _ => None,
    }
}

/// Every rule of a schema for JSON, broken once.
pub fn json_values(schema: &'static Value) -> Vec<Broken> {
    let flat = flat(schema);
    let mut broken = Vec::new();
    let mut add = |rule, value| broken.push(Broken { rule, value });
    if let Some(value) = of_wrong_type(&flat) {
        add("type", value);
    }
    if flat.get("nullable") != Some(&Value::Bool(true)) && !may_be_empty(&flat) {
        add("null", Value::Null);
    }
    match flat.get("type").and_then(Value::as_str) {
        Some("string") => strings(&flat).into_iter().for_each(|(rule, text)| add(rule, text.into())),
        Some("integer") => integers(&flat).into_iter().for_each(|(rule, number)| add(rule, number)),
        Some("array") => arrays(schema, &flat).into_iter().for_each(|(rule, items)| add(rule, items)),
        _ => {}
    }
    broken
}

/// Whether the schema is a list or a map that may be empty: null means empty.
pub fn may_be_empty(schema: &Map<String, Value>) -> bool {
    let none = |key: &str| schema.get(key).and_then(Value::as_u64).is_none_or(|least| least == 0);
    match schema.get("type").and_then(Value::as_str) {
        Some("array") => none("minItems"),
        Some("object") => {
            schema.get("properties").is_none()
                && schema.get("additionalProperties") != Some(&Value::Bool(false))
                && none("minProperties")
        }
        _ => false,
    }
}

/// Every rule of a schema for text (path, query, header), broken once. The text is not percent-encoded.
pub fn texts(schema: &'static Value) -> Vec<(&'static str, String)> {
    let flat = flat(schema);
    match flat.get("type").and_then(Value::as_str) {
        Some("string") => strings(&flat),
        Some("integer") => {
            let mut texts: Vec<_> =
                integers(&flat).into_iter().map(|(rule, number)| (rule, number.to_string())).collect();
            texts.push(("type", "many".into()));
            texts
        }
        Some("boolean") => vec![("type", "perhaps".into())],
        Some("array") => texts(&resolve(schema)["items"]),
        _ => Vec::new(),
    }
}

fn strings(schema: &Map<String, Value>) -> Vec<(&'static str, String)> {
    let number =
        |key: &str| schema.get(key).and_then(Value::as_u64).and_then(|number| usize::try_from(number).ok());
    let mut broken = vec![("U+0000", "nul\u{0}byte".to_owned())];
    if let Some(least) = number("minLength").filter(|least| *least > 0) {
        broken.push(("minLength", "a".repeat(least - 1)));
    }
    if let Some(most) = number("maxLength") {
        broken.push(("maxLength", "a".repeat(most + 1)));
    }
    if let Some(pattern) = schema.get("pattern").and_then(Value::as_str) {
        let pattern = Regex::new(pattern).expect("the pattern is one that this crate reads as well");
        let candidates = [" a", "a ", "a--b", "-a", "a_b", "ä", "\u{1}"];
        let wrong = candidates.into_iter().find(|candidate| !pattern.is_match(candidate));
        broken
            .push(("pattern", wrong.expect("one of the candidates breaks every pattern in use").to_owned()));
    }
    match schema.get("format").and_then(Value::as_str) {
        Some("uuid") => broken.push(("format", "not-a-uuid".into())),
        Some("email") => broken.push(("format", "no address".into())),
        Some("date-time") => broken.push(("format", "yesterday".into())),
        Some("uri") => broken.push(("format", "no uri at all".into())),
        _ => {}
    }
    if schema.contains_key("enum") {
        broken.push(("enum", "no-such-value".into()));
    }
    broken
}

fn integers(schema: &Map<String, Value>) -> Vec<(&'static str, Value)> {
    let bound = |key: &str| schema.get(key).and_then(Value::as_i64);
    let mut broken = vec![("whole number", json!(1.5))];
    if let Some(least) = bound("minimum") {
        broken.push(("minimum", json!(least - 1)));
    }
    if let Some(most) = bound("maximum") {
        broken.push(("maximum", json!(most + 1)));
    }
    if schema.get("format").is_some_and(|format| format == "int32") {
        broken.push(("format", json!(i64::from(i32::MAX) + 1)));
    }
    broken
}

fn arrays(schema: &'static Value, flat: &Map<String, Value>) -> Vec<(&'static str, Value)> {
    let items = &resolve(schema)["items"];
    let valid = super::sample::example(items);
    let mut broken: Vec<_> =
        json_values(items).into_iter().map(|one| (one.rule, json!([one.value]))).collect();
    if flat.get("uniqueItems") == Some(&Value::Bool(true)) {
        broken.push(("uniqueItems", json!([valid, valid])));
    }
    if let Some(most) = flat.get("maxItems").and_then(Value::as_u64).filter(|most| *most <= 2000) {
        let number = usize::try_from(most).expect("a small number") + 1;
        broken.push(("maxItems", vec![valid; number].into()));
    }
    broken
}

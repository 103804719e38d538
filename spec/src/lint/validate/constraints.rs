use serde_json::Value;

use super::super::scene::text;
use super::formats;

/// Whether a value is of a type. Integers may be written with a fraction of zero.
pub(super) fn has_type(expected: &str, value: &Value) -> bool {
    match expected {
        "string" => value.is_string(),
        "integer" => {
            value.is_i64() || value.is_u64() || value.as_f64().is_some_and(|number| number.fract() == 0.0)
        }
        "number" => value.is_number(),
        "boolean" => value.is_boolean(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        _ => true,
    }
}

/// The first constraint of the schema itself that a value breaks.
pub(super) fn broken(schema: &Value, value: &Value) -> Option<String> {
    match value {
        Value::String(value) => of_text(schema, value),
        Value::Number(value) => of_number(schema, value.as_f64()?),
        Value::Array(list) => of_list(schema, list),
        Value::Object(map) => of_size(schema, map.len(), "minProperties", "maxProperties", "properties"),
        _ => None,
    }
}

fn of_text(schema: &Value, value: &str) -> Option<String> {
    let format = text(schema, "format").filter(|format| !formats::holds(format, value));
    if let Some(format) = format {
        return Some(format!("\"{value}\" is no {format}"));
    }
    if let Some(pattern) = text(schema, "pattern")
        && let Ok(regex) = regex::Regex::new(pattern)
        && !regex.is_match(value)
    {
        return Some(format!("\"{value}\" doesn't match `{pattern}`"));
    }
    of_size(schema, value.chars().count(), "minLength", "maxLength", "characters")
}

fn of_number(schema: &Value, value: f64) -> Option<String> {
    let number = |key: &str| schema.get(key).and_then(Value::as_f64);
    let exclusive = |key: &str| schema.get(key) == Some(&Value::Bool(true));
    if let Some(least) = number("minimum")
        && (value < least || (value == least && exclusive("exclusiveMinimum")))
    {
        return Some(format!("{value} is below the minimum"));
    }
    if let Some(most) = number("maximum")
        && (value > most || (value == most && exclusive("exclusiveMaximum")))
    {
        return Some(format!("{value} is above the maximum"));
    }
    if let Some(step) = number("multipleOf")
        && step > 0.0
        && (value / step).fract() != 0.0
    {
        return Some(format!("{value} is no multiple of {step}"));
    }
    let range = match text(schema, "format") {
        Some("int32") => f64::from(i32::MIN)..=f64::from(i32::MAX),
        _ => return None,
    };
    (!range.contains(&value)).then(|| format!("{value} is no int32"))
}

fn of_list(schema: &Value, list: &[Value]) -> Option<String> {
    let unique = schema.get("uniqueItems") == Some(&Value::Bool(true));
    if unique && list.iter().enumerate().any(|(index, item)| list[..index].contains(item)) {
        return Some("an item stands twice".to_owned());
    }
    of_size(schema, list.len(), "minItems", "maxItems", "items")
}

fn of_size(schema: &Value, size: usize, least: &str, most: &str, what: &str) -> Option<String> {
    let bound = |key: &str| schema.get(key).and_then(Value::as_u64);
    let size = size as u64;
    if bound(least).is_some_and(|least| size < least) {
        return Some(format!("it has {size} {what}, fewer than `{least}`"));
    }
    bound(most).is_some_and(|most| size > most).then(|| format!("it has {size} {what}, more than `{most}`"))
}

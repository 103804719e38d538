//! A request that an operation takes, made from the examples of the specification.

use std::collections::BTreeMap;

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

use super::proxy;
use crate::harness::{Call, Person};
use crate::specification::{Body, Operation, Parameter, Place, resolve};

/// Values for parameters, by name, where the example won't do.
pub type Values = BTreeMap<&'static str, String>;

/// The request of this person with the examples' values; `values` go before examples.
pub fn call(person: &Person, operation: &Operation, values: &Values) -> Call {
    let mut call = person.call(operation.method.clone(), &target(operation, values));
    if operation.takes("RegistrationToken") {
        // Whether it is the client's own is looked at last.
        call = call.header("authorization", "Bearer of-no-client");
    }
    if operation.takes("Proxy") {
        call = call.named_header("coder-external-proxy-token", proxy::TOKEN);
    }
    with_body(call, operation, values)
}

/// Adds the headers and the example of the body.
pub fn with_body(mut call: Call, operation: &Operation, values: &Values) -> Call {
    for parameter in operation.in_place(Place::Header) {
        if let Some(value) = values.get(parameter.name) {
            call = call.named_header(parameter.name, value);
        } else if parameter.required {
            call = call.named_header(parameter.name, text(parameter));
        }
    }
    match &operation.body {
        Some(body) => call.body(body.media_type, body_text(body)),
        None => call,
    }
}

/// The example of a body, as its media type has it.
pub fn body_text(body: &Body) -> String {
    let example = example(body.schema);
    if body.media_type != "application/x-www-form-urlencoded" {
        return example.to_string();
    }
    let fields = example.as_object().into_iter().flatten();
    let pair = |(name, value): (&String, &Value)| {
        format!("{name}={}", utf8_percent_encode(value.as_str().unwrap_or_default(), NON_ALPHANUMERIC))
    };
    fields.map(pair).collect::<Vec<_>>().join("&")
}

/// Path and query with the examples' values; of the query, only what is required or given.
pub fn target(operation: &Operation, values: &Values) -> String {
    let mut path = operation.path.to_owned();
    let mut query = Vec::new();
    for parameter in &operation.parameters {
        let given = values.get(parameter.name).cloned();
        match parameter.place {
            Place::Path => {
                let value = given.unwrap_or_else(|| there(parameter));
                path = path.replace(&format!("{{{}}}", parameter.name), &value);
            }
            Place::Query => match given {
                Some(value) => query.push(format!("{}={value}", parameter.name)),
                None if parameter.required => query.push(format!("{}={}", parameter.name, text(parameter))),
                None => {}
            },
            Place::Header | Place::Cookie => {}
        }
    }
    if query.is_empty() { path } else { format!("{path}?{}", query.join("&")) }
}

/// A value of a variable of the path that leads to something: what the path names is looked for before the
/// rest is judged.
fn there(parameter: &Parameter) -> String {
    match parameter.object {
        Some("organization") => "default".into(),
        Some("member") => "me".into(),
        _ => text(parameter),
    }
}

/// A valid value of a parameter, as a URL has it.
pub fn text(parameter: &Parameter) -> String {
    let example = parameter.example.cloned().unwrap_or_else(|| example(parameter.schema));
    match example {
        Value::String(text) => text,
        Value::Array(items) => items
            .iter()
            .map(|item| item.as_str().unwrap_or_default().to_owned())
            .collect::<Vec<_>>()
            .join(","),
        other => other.to_string(),
    }
}

/// A value that the schema takes: its example, or one made from its parts.
pub fn example(schema: &'static Value) -> Value {
    let schema = resolve(schema);
    if let Some(example) = schema.get("example") {
        return example.clone();
    }
    if let Some(first) =
        schema["enum"].as_array().and_then(|values| values.iter().find(|value| **value != ""))
    {
        return first.clone();
    }
    if let Some(part) = schema["allOf"].as_array().and_then(|parts| parts.first()) {
        return example(part);
    }
    match schema["type"].as_str() {
        Some("string") => match schema["format"].as_str() {
            Some("uuid") => json!("3b9c1d52-6a0e-4f57-8d43-1c2b7e9f0a65"),
            Some("email") => json!("somebody@example.com"),
            Some("date-time") => json!("2026-03-02T08:30:00Z"),
            _ => json!("text"),
        },
        Some("integer" | "number") => schema.get("minimum").cloned().unwrap_or_else(|| json!(1)),
        Some("boolean") => json!(true),
        Some("array") => json!([]),
        _ => json!({}),
    }
}

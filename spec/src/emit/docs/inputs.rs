//! The parameters and the body of an operation.

use serde_json::Value;

use super::markdown::{code, json, table};
use super::rows::{enumerated, schema_table};
use super::types::{name_of, restrictions, type_name};
use super::values::example_of;
use crate::node::value::{array, entries, flag, resolve, text};

const HEADS: [&str; 6] = ["Name", "In", "Type", "Required", "Restrictions", "Description"];

/// The parameters of an operation, the path's first.
pub(super) fn parameters<'a>(
    bundle: &'a Value,
    path_item: &'a Value,
    operation: &'a Value,
) -> Vec<&'a Value> {
    let mut found: Vec<&Value> = Vec::new();
    for holder in [path_item, operation] {
        for parameter in array(holder, "parameters") {
            let parameter = resolve(bundle, parameter);
            found.retain(|other| {
                other.get("name") != parameter.get("name") || other.get("in") != parameter.get("in")
            });
            found.push(parameter);
        }
    }
    found
}

/// The example of the body, the tables of parameters, of their values, and of an unnamed body's properties.
pub(super) fn inputs(bundle: &Value, operation: &Value, parameters: &[&Value]) -> String {
    let body = operation.get("requestBody").map(|body| resolve(bundle, body));
    let mut text = body.map(|body| body_examples(bundle, body)).unwrap_or_default();
    let mut rows: Vec<Vec<String>> = parameters.iter().map(|parameter| row(parameter)).collect();
    rows.extend(body.map(body_row));
    if rows.is_empty() {
        return text;
    }
    text.push_str("### Parameters\n\n");
    text.push_str(&table(&HEADS, &rows));
    let listed: Vec<(String, &Value)> =
        parameters.iter().filter_map(|parameter| values(bundle, parameter)).collect();
    text.push_str(&enumerated("Parameter", &listed));
    for (_, content) in body.into_iter().flat_map(|body| entries(body, "content")) {
        let Some(schema) = content.get("schema") else { continue };
        let rows = schema_table(bundle, schema);
        if !rows.is_empty() {
            let name = name_of(schema).map(|name| format!(" {}", code(&name))).unwrap_or_default();
            text.push_str(&format!("### Body Schema{name}\n\n{rows}"));
        }
    }
    text
}

fn row(parameter: &Value) -> Vec<String> {
    let schema = parameter.get("schema").unwrap_or(&Value::Null);
    let field = |key: &str| text(parameter, key).unwrap_or_default();
    vec![
        code(field("name")),
        field("in").to_owned(),
        type_name(schema),
        flag(parameter, "required").to_string(),
        restrictions(schema),
        field("description").to_owned(),
    ]
}

fn body_row(body: &Value) -> Vec<String> {
    let types: Vec<String> = entries(body, "content")
        .map(|(media, content)| match content.get("schema") {
            Some(schema) if media == "application/json" => type_name(schema),
            Some(schema) => format!("{} ({})", type_name(schema), code(media)),
            None => code(media),
        })
        .collect();
    let description = text(body, "description").unwrap_or_default();
    let required = flag(body, "required").to_string();
    vec![
        "`body`".to_owned(),
        "body".to_owned(),
        types.join(" or "),
        required,
        String::new(),
        description.to_owned(),
    ]
}

fn body_examples(bundle: &Value, body: &Value) -> String {
    let mut text = String::new();
    for (media, content) in
        entries(body, "content").filter(|(media, _)| media.contains("json") || media.contains("form"))
    {
        if let Some(example) = example_of(bundle, content) {
            let note =
                if media == "application/json" { String::new() } else { format!(" ({})", code(media)) };
            text.push_str(&format!("> Body parameter{note}\n\n{}", json(&example)));
        }
    }
    text
}

fn values<'a>(bundle: &'a Value, parameter: &'a Value) -> Option<(String, &'a Value)> {
    let schema = resolve(bundle, parameter.get("schema")?);
    let schema = schema.get("items").map_or(schema, |items| resolve(bundle, items));
    schema.get("enum")?;
    Some((text(parameter, "name")?.to_owned(), schema))
}

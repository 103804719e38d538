//! Small specifications, bundled by hand.

use burgrave_spec::emit;
use burgrave_spec::model::Api;
use serde_json::{Value, json};

/// A specification with `paths` and `schemas`. Operations get what every operation must have: a tag and a
/// success.
pub(super) fn specification(mut paths: Value, schemas: Value) -> Value {
    let items = paths.as_object_mut().unwrap().values_mut().flat_map(|item| item.as_object_mut().unwrap());
    for (_, operation) in items.filter(|(key, _)| *key != "parameters") {
        operation["tags"] = json!(["All"]);
        if operation["responses"].as_object().is_none_or(serde_json::Map::is_empty) {
            operation["responses"] = json!({ "204": { "description": "" } });
        }
    }
    json!({
        "openapi": "3.0.3",
        "info": { "title": "Small", "version": "1" },
        "paths": paths,
        "components": { "schemas": schemas, "securitySchemes": {
            "Query": { "type": "apiKey", "in": "query", "name": "token" },
            "Header": { "type": "apiKey", "in": "header", "name": "X-Token" },
        } },
        "security": [{ "Header": [] }, { "Query": [] }],
    })
}

/// One operation `doIt` at `/it`: PUT where it has a body, otherwise GET.
pub(super) fn operation(mut operation: Value) -> Value {
    let method = if operation.get("requestBody").is_some() { "put" } else { "get" };
    operation["operationId"] = json!("doIt");
    json!({ "/it": { method: operation } })
}

/// An answer with one body.
pub(super) fn content(media_type: &str, schema: Value) -> Value {
    json!({ "description": "", "content": { media_type: { "schema": schema } } })
}

/// The client's text for a specification.
pub(super) fn emitted(specification: &Value) -> String {
    emit::client(&Api::from_bundle(specification).unwrap()).unwrap()
}

/// The client's text, which parses, with runs of white space as one space.
pub(super) fn client(paths: Value, schemas: Value) -> String {
    let text = emitted(&specification(paths, schemas));
    syn::parse_file(&text).unwrap();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Holds that `text` has `part`.
#[track_caller]
pub(super) fn has(text: &str, part: &str) {
    assert!(text.contains(part), "no {part:?} in\n{text}");
}

//! Small specifications, bundled by hand.

use serde_json::{Value, json};

/// A specification with `paths` and `schemas`.
pub(super) fn specification(paths: Value, schemas: Value) -> Value {
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

/// One operation `do`, at `GET /it`.
pub(super) fn operation(operation: Value) -> Value {
    let mut operation = operation;
    operation["operationId"] = json!("doIt");
    if operation.get("responses").is_none() {
        operation["responses"] = json!({ "204": { "description": "" } });
    }
    json!({ "/it": { "get": operation } })
}

/// An answer with one body.
pub(super) fn content(media_type: &str, schema: Value) -> Value {
    json!({ "description": "", "content": { media_type: { "schema": schema } } })
}

/// The client's text, which parses, with runs of white space as one space.
pub(super) fn client(paths: Value, schemas: Value) -> String {
    let text = burgrave_spec::emit::client(&specification(paths, schemas)).unwrap();
    syn::parse_file(&text).unwrap();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Holds that `text` has `part`.
#[track_caller]
pub(super) fn has(text: &str, part: &str) {
    assert!(text.contains(part), "no {part:?} in\n{text}");
}

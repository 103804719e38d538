//! A client of 150 operations is written as a small one is.

use serde_json::{Value, json};

use super::small::{content, emitted, specification};

/// A specification of `count` things: two operations and two schemas each.
fn wide(count: usize) -> Value {
    let mut paths = json!({});
    let mut schemas = json!({});
    for index in 0..count {
        let fields = json!({
            "id": { "type": "string", "format": "uuid", "description": "Identity." },
            "name": { "type": "string", "description": "Name.", "maxLength": 64, "pattern": "^[a-z]+$" },
            "note": { "type": "string", "nullable": true, "description": "Note." },
            "tags": { "type": "array", "items": { "type": "string" }, "description": "Tags." },
            "count": { "type": "integer", "format": "int64", "minimum": 0, "description": "How many." },
            "at": { "type": "string", "format": "date-time", "description": "When." },
            "kind": { "type": "string", "enum": ["a", "b"], "description": "Kind." },
        });
        schemas[format!("Thing{index}")] =
            json!({ "type": "object", "required": ["id", "name", "at"], "properties": fields });
        schemas[format!("PatchThing{index}")] = json!({ "type": "object", "properties": fields });
        let reference = |name: &str| json!({ "$ref": format!("#/components/schemas/{name}{index}") });
        let answers = json!({
            "200": content("application/json", reference("Thing")),
            "404": content("application/json", json!({ "type": "object" })),
            "default": content("application/json", json!({ "type": "object" })),
        });
        paths[format!("/areas/{{area}}/things{index}/{{thing}}")] = json!({
            "parameters": [
                { "name": "area", "in": "path", "required": true, "schema": { "type": "string" } },
                { "name": "thing", "in": "path", "required": true, "schema": { "type": "string", "format": "uuid" } },
                { "name": "limit", "in": "query", "schema": { "type": "integer" } },
            ],
            "get": { "operationId": format!("getThing{index}"), "responses": answers },
            "patch": {
                "operationId": format!("updateThing{index}"),
                "requestBody": { "content": { "application/json": { "schema": reference("PatchThing") } } },
                "responses": answers,
            },
        });
    }
    specification(paths, schemas)
}

#[test]
fn a_hundred_and_fifty_operations_are_written() {
    let text = emitted(&wide(75));
    assert!(text.lines().count() > 10_000, "{} lines", text.lines().count());
}

//! A large specification is read and written as a small one is.

use burgrave_spec::emit::server;
use burgrave_spec::model::Api;
use serde_json::{Value, json};

/// 150 operations, 300 schemas with ten properties each, two of which make a type of their own.
fn large() -> Value {
    let mut paths = json!({});
    let mut schemas = json!({});
    for index in 0..150 {
        for kind in ["Request", "Answer"] {
            let mut properties = json!({});
            for property in 0..8 {
                properties[format!("property_{property}")] = json!({"type": "string", "description": "Some words about it.", "maxLength": 40, "pattern": format!("^[a-z]{{{property},}}$")});
            }
            properties["ids"] =
                json!({"type": "array", "nullable": true, "items": {"type": "string", "format": "uuid"}});
            properties["inner"] = json!({"type": "object", "properties": {"kind": {"type": "string", "enum": ["a", "b", "c"]}}});
            schemas[format!("{kind}{index}")] =
                json!({"type": "object", "required": ["ids"], "properties": properties});
        }
        paths[format!("/api/v2/area{}/{{id}}/thing{index}", index % 18)] = json!({"post": {
            "operationId": format!("changeThing{index}"),
            "tags": [format!("Area{}", index % 18)],
            "summary": "Change it",
            "description": "Changes the thing, and says in several words what becomes of it and who may do that.",
            "parameters": [
                {"name": "id", "in": "path", "required": true, "schema": {"type": "string", "format": "uuid"}},
                {"name": "limit", "in": "query", "schema": {"type": "integer", "default": 25}},
            ],
            "requestBody": {"required": true, "content": {"application/json": {"schema": {"$ref": format!("#/components/schemas/Request{index}")}}}},
            "responses": {"200": {"description": "Done.", "content": {"application/json": {"schema": {"$ref": format!("#/components/schemas/Answer{index}")}}}}},
        }});
    }
    json!({"openapi": "3.0.3", "info": {"title": "Large", "version": "1"}, "paths": paths, "components": {"schemas": schemas}})
}

#[test]
fn a_hundred_and_fifty_operations_become_as_many_methods() {
    let api = Api::from_bundle(&large()).expect("it can be expressed");
    assert_eq!((api.operations.len(), api.types.len()), (150, 900));
    let code = server(&api);
    for index in [0, 149] {
        assert!(code.contains(&format!("Request{index}")), "{index}");
    }
}

//! What can't be expressed is a fault at its place.

use serde_json::{Value, json};

use super::support::{faults, with_operation, with_schemas};

#[track_caller]
fn refused(bundle: &Value, pointer: &str, words: &str) {
    let found = faults(bundle);
    assert!(
        found
            .iter()
            .any(|fault| fault.pointer == pointer && fault.problem.contains(words) && !fault.mend.is_empty()),
        "no fault with {words:?} at {pointer} among {found:#?}"
    );
}

#[test]
fn schemas_that_have_no_rust() {
    let cases = [
        (json!({"type": "strnig"}), "/type", "no type"),
        (json!({"type": ["string", "null"]}), "/type", "one type"),
        (json!({"type": "string", "not": {}}), "/not", "`not`"),
        (json!({"type": "string", "pattern": "(?=a)"}), "/pattern", "can't be compiled"),
        (json!({"type": "string", "maxLength": -1}), "/maxLength", "whole number"),
        (json!({"minLength": 1}), "", "without a type"),
        (json!({"type": "array"}), "", "`items`"),
        (json!({"type": "integer", "exclusiveMinimum": 5, "minimum": 1}), "/exclusiveMinimum", "boolean"),
        (json!({"type": "integer", "multipleOf": 0}), "/multipleOf", "above 0"),
        (json!({"type": "string", "enum": ["a", "a"]}), "/enum/1", "twice"),
        (json!({"type": "string", "enum": ["a", 1]}), "/enum/1", "something else"),
        (json!({"type": "object", "required": ["x"]}), "/required", "no property"),
        (json!({"allOf": []}), "/allOf", "at least one"),
        (json!({"allOf": [{"type": "string"}, {"type": "integer"}]}), "/allOf/1/type", "disagree"),
        (json!({"oneOf": [{"type": "string"}, {"type": "string"}]}), "/oneOf/1", "the same"),
        (
            json!({"oneOf": [{"type": "integer"}, {"type": "number", "multipleOf": 0.5}]}),
            "",
            "share a JSON type",
        ),
        (
            json!({"oneOf": [{"type": "object", "properties": {"a": {}}}, {"type": "object", "properties": {"b": {}}}]}),
            "",
            "share a JSON type",
        ),
        (json!({"type": "object", "additionalProperties": false}), "/additionalProperties", "always empty"),
        (json!({"$ref": "#/components/schemas/Nowhere"}), "", "leads nowhere"),
        (json!({"$ref": "other.yaml"}), "", "leaves the document"),
        (json!({"$ref": "#/components/schemas/Root/properties/a"}), "", "leads back to itself"),
        (json!({"type": "integer", "default": "x"}), "/default", "default doesn't fit"),
        (json!(5), "", "must be an object"),
    ];
    for (schema, place, words) in cases {
        let bundle = with_schemas(json!({"Root": {"type": "object", "properties": {"a": schema}}}));
        refused(&bundle, &format!("/components/schemas/Root/properties/a{place}"), words);
    }
}

#[test]
fn a_discriminator_must_be_required_and_tell_apart() {
    let bundle = with_schemas(json!({
        "A": {"type": "object", "properties": {"kind": {"type": "string"}}},
        "B": {"type": "object", "required": ["kind"], "properties": {"kind": {"type": "string"}}},
        "Root": {"oneOf": [{"$ref": "#/components/schemas/A"}, {"$ref": "#/components/schemas/B"}],
            "discriminator": {"propertyName": "kind"}},
    }));
    refused(&bundle, "/components/schemas/Root", "`A` doesn't require");
}

#[test]
fn a_discriminator_is_of_objects_and_its_mapping_leads_to_them() {
    let kind = json!({"type": "object", "required": ["kind"], "properties": {"kind": {"type": "string"}}});
    let schemas = |mapping: &str, b: Value| {
        with_schemas(json!({
            "A": kind, "B": b, "XB": kind,
            "Root": {"oneOf": [{"$ref": "#/components/schemas/A"}, {"$ref": "#/components/schemas/B"}],
                "discriminator": {"propertyName": "kind", "mapping": {"b": mapping}}},
        }))
    };
    let root = "/components/schemas/Root";
    for other in [json!({"type": "string"}), json!({"type": "object", "additionalProperties": kind})] {
        refused(&schemas("B", other), root, "no object with the discriminator");
    }
    for astray in ["XB", "#/components/schemas/XB", "other.yaml#/B", "#/components/responses/B"] {
        refused(
            &schemas(astray, kind.clone()),
            &format!("{root}/discriminator/mapping/b"),
            "none of the alternatives",
        );
    }
}

#[test]
fn what_all_alternatives_must_obey_stands_in_each() {
    let beside = [
        ("format", json!("uuid")),
        ("pattern", json!("^a")),
        ("minLength", json!(1)),
        ("maxLength", json!(1)),
        ("minimum", json!(1)),
        ("maximum", json!(1)),
        ("exclusiveMinimum", json!(true)),
        ("exclusiveMaximum", json!(true)),
        ("multipleOf", json!(2)),
        ("minItems", json!(1)),
        ("maxItems", json!(1)),
        ("uniqueItems", json!(true)),
        ("minProperties", json!(1)),
        ("maxProperties", json!(1)),
    ];
    for key in ["oneOf", "anyOf"] {
        for (other, value) in &beside {
            let root = json!({key: [{"type": "string"}, {"type": "integer"}], *other: value});
            let words = format!("`{other}` beside `{key}`");
            refused(
                &with_schemas(json!({"Root": root})),
                &format!("/components/schemas/Root/{other}"),
                &words,
            );
        }
    }
}

#[test]
fn bytes_are_a_whole_body() {
    let bundle = with_schemas(
        json!({"Root": {"type": "object", "properties": {"a": {"type": "string", "format": "binary"}}}}),
    );
    refused(&bundle, "/components/schemas/Root", "whole body");
}

#[test]
fn operations_that_have_no_rust() {
    let act = "/paths/~1a/post";
    let cases = [
        (json!({"operationId": ""}), "", "no operationId"),
        (json!({"tags": []}), "/tags", "0 tags"),
        (json!({"responses": {}}), "/responses", "no success"),
        (json!({"responses": {"2XX": {"description": "x"}}}), "/responses/2XX", "one status"),
        (
            json!({"responses": {"204": {"description": "x", "content": {"text/plain": {}}}}}),
            "/responses/204/content",
            "no content",
        ),
        (json!({"security": [{"Key": ["write"]}]}), "/security/0/Key", "scopes of a requirement"),
        (json!({"x-websocket": true}), "/responses", "go together"),
        (json!({"x-max-body": "1 mile"}), "/x-max-body", "no size"),
        (json!({"x-permission": {"resource": "a"}}), "/x-permission", "incomplete"),
        (json!({"x-error-format": "soap"}), "/x-error-format", "isn't known"),
        (json!({"x-also-at": ["/b/{c}"]}), "/x-also-at", "other variables"),
        (json!({"security": [{"Nobody": []}]}), "/security/0", "isn't declared"),
        (
            json!({"requestBody": {"content": {"multipart/form-data": {}}}}),
            "/requestBody/content/multipart~1form-data",
            "can't be expressed",
        ),
        (
            json!({"requestBody": {"content": {"application/x-www-form-urlencoded": {"schema": {"type": "string"}}}}}),
            "/requestBody",
            "form must be an object",
        ),
        (
            json!({"parameters": [{"name": "a", "in": "cookie", "explode": false, "schema": {"type": "array", "items": {"type": "string"}}}]}),
            "/parameters/0/style",
            "can't be expressed",
        ),
        (json!({"parameters": [{"name": "a", "in": "query"}]}), "/parameters/0", "no schema"),
        (
            json!({"parameters": [{"name": "a", "in": "path", "required": true, "schema": {"type": "string"}}]}),
            "",
            "no variable `a`",
        ),
        (
            json!({"parameters": [{"name": "a", "in": "query", "style": "deepObject", "schema": {"type": "object", "properties": {"b": {"type": "string"}}}}]}),
            "/parameters/0",
            "can't be written as plain text",
        ),
    ];
    for (operation, place, words) in cases {
        let mut bundle = with_operation("/a", "post", operation);
        bundle["components"] =
            json!({"securitySchemes": {"Key": {"type": "apiKey", "in": "header", "name": "key"}}});
        refused(&bundle, &format!("{act}{place}"), words);
    }
    refused(&with_operation("/a", "options", json!({})), "/paths/~1a/options", "can't be OPTIONS");
}

#[test]
fn a_success_with_a_fault_of_its_own_is_not_missing() {
    let answer = json!({"description": "x", "content": {"multipart/form-data": {}}});
    let all = faults(&with_operation("/a", "post", json!({"responses": {"200": answer}})));
    assert!(all.iter().all(|one| !one.problem.contains("documents no success")), "{all:?}");
}

#[test]
fn what_would_be_passed_over_is_a_fault() {
    let mut bundle = with_operation("/a", "post", json!({}));
    bundle["servers"] = json!([{"url": "/"}, {"url": "https://a.example"}, {"url": "https://a.example/v1"}]);
    refused(&bundle, "/servers/2/url", "the path `/v1`");
    let schema =
        json!({"Root": {"type": "object", "properties": {"a": {"type": "integer", "format": "uint64"}}}});
    refused(&with_schemas(schema), "/components/schemas/Root/properties/a/format", "`uint64`");
}

#[test]
fn parts_that_are_merged_twice_cost_no_more_than_once() {
    let mut schemas = serde_json::Map::new();
    for level in 0..40 {
        let next = json!({"$ref": format!("#/components/schemas/L{}", level + 1)});
        schemas.insert(format!("L{level}"), json!({"allOf": [next, next]}));
    }
    schemas.insert("L40".into(), json!({"type": "object", "properties": {"a": {"type": "string"}}}));
    schemas
        .insert("Root".into(), json!({"allOf": [{"$ref": "#/components/schemas/L0"}, {"type": "object"}]}));
    super::support::model(&with_schemas(serde_json::Value::Object(schemas)));
}

#[test]
fn paths_that_cannot_be_matched() {
    refused(
        &with_operation("/a/{b}.json", "get", json!({})),
        "/paths/~1a~1{b}.json",
        "mixes text and variables",
    );
    refused(&with_operation("/a/{b}", "get", json!({})), "/paths/~1a~1{b}/get", "has no parameter");
    let mut bundle = with_operation("/a", "get", json!({"x-also-at": ["/b"]}));
    bundle["paths"]["/b"] = json!({"get": {"operationId": "other", "tags": ["Acts"], "responses": {"204": {"description": "Done."}}}});
    refused(&bundle, "/paths/~1b/get", "answered by `act` already");
}

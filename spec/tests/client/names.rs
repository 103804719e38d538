//! Names that collide, are empty, are reserved, or refer to themselves.

use serde_json::json;

use super::small::{client, content, has, operation};

#[test]
fn enumerated_values_whose_names_collide_keep_their_text() {
    let kind = json!({ "type": "string", "enum": ["", "*", "a-b", "a_b", "type", "+1", "Self"] });
    let text = client(
        operation(
            json!({ "responses": { "200": content("application/json", json!({ "$ref": "#/components/schemas/Kind" })) } }),
        ),
        json!({ "Kind": kind }),
    );
    for value in ["", "*", "a-b", "a_b", "type", "+1", "Self"] {
        has(&text, &format!("#[serde(rename = {value:?})]"));
    }
    assert!(!text.contains('\u{2063}'));
}

#[test]
fn fields_whose_names_collide_keep_their_text() {
    let schema = json!({ "type": "object", "required": ["a-b", "a_b"], "properties": {
        "a-b": { "type": "string" }, "a_b": { "type": "integer" }, "type": { "type": "string" }, "": { "type": "string" },
    } });
    let text =
        client(operation(json!({ "responses": { "200": content("application/json", schema) } })), json!({}));
    has(&text, "#[serde(rename = \"a-b\")] pub a_b: ::std::string::String,");
    has(&text, "#[serde(rename = \"a_b\")] pub a_b_2: i64,");
}

#[test]
fn schemas_and_operations_whose_names_collide_are_told_apart() {
    let one = json!({ "type": "object", "properties": { "a": { "type": "string" } } });
    let empty = || json!({ "responses": {} });
    let mut paths = json!({});
    for (index, id) in ["new", "get-it", "get_it", "error", "withToken", "move"].into_iter().enumerate() {
        paths[format!("/{index}")] = json!({ "get": empty() });
        paths[format!("/{index}")]["get"]["operationId"] = json!(id);
    }
    let text = client(paths, json!({ "my-thing": one, "MyThing": one, "Self": one }));
    has(&text, "pub fn get_it(&self)");
    has(&text, "pub fn get_it_2(&self)");
    has(&text, "pub fn new_2(&self)");
    has(&text, "pub fn error_2(&self)");
    has(&text, "pub struct MyThing2 {");
}

#[test]
fn recursive_schemas_are_boxed() {
    let tree = json!({ "type": "object", "properties": { "left": { "nullable": true, "allOf": [{ "$ref": "#/components/schemas/Tree" }] },
        "all": { "type": "array", "items": { "$ref": "#/components/schemas/Tree" } } } });
    let body =
        json!({ "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Tree" } } } });
    let text = client(operation(json!({ "requestBody": body })), json!({ "Tree": tree }));
    has(&text, "pub left: ::burgrave_client::Field<::std::boxed::Box<Tree>>,");
}

#[test]
fn unions_are_enums() {
    let union =
        json!({ "oneOf": [{ "type": "string" }, { "type": "array", "items": { "type": "string" } }] });
    let any = json!({ "anyOf": [{ "type": "integer" }, { "$ref": "#/components/schemas/Union" }] });
    let text = client(operation(json!({})), json!({ "Union": union, "Any": any }));
    has(&text, "pub enum Union {");
    has(&text, "pub enum Any {");
}

//! Parameters that progenitor refuses or sends otherwise than the specification says.

use burgrave_spec::model::Api;
use serde_json::{Value, json};

use super::small::{client, emitted, has, operation, specification};

fn with(parameter: Value) -> String {
    client(operation(json!({ "parameters": [parameter] })), json!({}))
}

#[test]
fn lists_that_are_not_exploded_are_joined() {
    let list = json!({ "type": "array", "items": { "type": "string", "format": "uuid" } });
    let text = with(json!({ "name": "ids", "in": "query", "explode": false, "schema": list }));
    has(&text, "ids: Result<Option<::burgrave_client::CommaSeparated<::uuid::Uuid>>, String>");
    let text = with(json!({ "name": "ids", "in": "query", "schema": list }));
    has(&text, "ids: Result<Option<::std::vec::Vec<::uuid::Uuid>>, String>");
    let text = with(json!({ "name": "X-Ids", "in": "header", "schema": list }));
    has(&text, "x_ids: Result<Option<::burgrave_client::CommaSeparated<::uuid::Uuid>>, String>");
}

#[test]
fn lists_in_paths_are_joined() {
    let list = json!({ "type": "array", "items": { "type": "integer" } });
    let parameter = json!({ "name": "ids", "in": "path", "required": true, "schema": list });
    let get = json!({ "operationId": "doIt", "parameters": [parameter], "responses": {} });
    has(
        &client(json!({ "/it/{ids}": { "get": get } }), json!({})),
        "ids: Result<::burgrave_client::CommaSeparated<i64>, String>",
    );
}

#[test]
fn objects_go_out_as_json_text() {
    let object = json!({ "type": "object", "properties": { "a": { "type": "string" } } });
    let content = json!({ "application/json": { "schema": object } });
    let text = with(json!({ "name": "filter", "in": "query", "content": content }));
    has(&text, "filter: Result<Option<::burgrave_client::JsonText<types::DoItFilter>>, String>");
}

#[test]
fn cookies_stay_out() {
    let text = with(json!({ "name": "session", "in": "cookie", "schema": { "type": "string" } }));
    assert!(!text.contains("session: Result"));
}

#[test]
fn the_credential_goes_by_the_first_header_scheme() {
    has(&client(operation(json!({})), json!({})), "Session::header(\"x-token\", token)?");
    let mut bare = specification(operation(json!({})), json!({}));
    bare.as_object_mut().unwrap().remove("security");
    has(&emitted(&bare), "Session::bearer(token)?");
}

#[test]
fn parameters_whose_names_are_one_in_rust_are_told_apart() {
    let both = json!([
        { "name": "user-id", "in": "query", "schema": { "type": "string" } },
        { "name": "user_id", "in": "query", "schema": { "type": "string" } },
        { "name": "body", "in": "query", "schema": { "type": "string" } },
    ]);
    let text = client(operation(json!({ "parameters": both })), json!({}));
    has(&text, "QueryParam::new(\"user-id\", &user_id)");
    has(&text, "QueryParam::new(\"user_id\", &user_id_2)");
    has(&text, "QueryParam::new(\"body\", &body_2)");
}

#[test]
fn lists_with_other_separators_are_written_by_the_caller() {
    let list = json!({ "type": "array", "items": { "type": "string" } });
    let text = with(json!({ "name": "ids", "in": "query", "style": "pipeDelimited", "schema": list }));
    has(&text, "ids: Result<Option<::std::string::String>, String>");
}

#[test]
fn what_the_client_cant_express_has_its_place() {
    let fine = json!({ "operationId": "fine" });
    let wrong = json!({ "operationId": "wrong" });
    let paths = json!({ "/fine": { "get": fine }, "/wrong": { "get": wrong } });
    let mut api = Api::from_bundle(&specification(paths, json!({}))).unwrap();
    api.operations[1].path = "/wrong/{thing".into();
    let faults = burgrave_spec::emit::client(&api).unwrap_err();
    let places: Vec<&str> = faults.iter().map(|fault| fault.pointer.as_str()).collect();
    assert_eq!(places, ["/paths/~1wrong/get"]);
    assert!(faults[0].problem.starts_with("the client's generator gave up: "), "{}", faults[0]);
}

#[test]
fn scalars_travel_as_plain_text_however_their_schema_is_put() {
    let kind = json!({ "type": "string", "enum": ["a", "b"] });
    let wrapped = json!({ "description": "A kind.", "allOf": [{ "$ref": "#/components/schemas/Kind" }] });
    let parameter = json!({ "name": "kind", "in": "query", "schema": wrapped });
    let text = client(operation(json!({ "parameters": [parameter] })), json!({ "Kind": kind }));
    has(&text, "kind: Result<Option<types::Kind>, String>");
    let either = json!({ "oneOf": [{ "type": "string" }, { "type": "integer" }] });
    let text = with(json!({ "name": "either", "in": "query", "schema": either }));
    has(&text, "either: Result<Option<::std::string::String>, String>");
}

#[test]
fn identifiers_are_copied_compared_and_passed_as_text() {
    let id = json!({ "$ref": "#/components/schemas/ThingId" });
    let parameters = json!([
        { "name": "thing", "in": "path", "required": true, "schema": id },
        { "name": "ids", "in": "query", "explode": false, "schema": { "type": "array", "items": id } },
    ]);
    let get = json!({ "operationId": "doIt", "parameters": parameters, "responses": {} });
    let things = json!({ "ThingId": { "type": "string", "format": "uuid" } });
    let text = client(json!({ "/it/{thing}": { "get": get } }), things);
    has(&text, "thing: Result<types::ThingId, String>");
    has(&text, "ids: Result<Option<::burgrave_client::CommaSeparated<types::ThingId>>, String>");
    has(&text, "impl From<types::ThingId> for String");
    let before = text.split("pub struct ThingId").next().unwrap_or_default();
    let derived = before.rsplit("derive").next().unwrap_or_default();
    assert!(["Copy", "Eq", "Hash", "Ord"].iter().all(|name| derived.contains(name)), "{derived}");
}

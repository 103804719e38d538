//! Operations with the same parameters or answers share a type.

use burgrave_spec::emit::server;
use burgrave_spec::model::Api;
use serde_json::{Value, json};

use super::support::model;

/// One operation for each path: its id, its parameters and its answers.
fn with(operations: &[(&str, &str, Value, Value)]) -> Api {
    let paths = operations.iter().map(|(path, id, parameters, responses)| {
        let get =
            json!({"operationId": id, "tags": ["Acts"], "parameters": parameters, "responses": responses});
        ((*path).to_owned(), json!({"get": get}))
    });
    let paths: serde_json::Map<String, Value> = paths.collect();
    model(&json!({"openapi": "3.0.3", "info": {"title": "Small", "version": "1"}, "paths": paths}))
}

fn variable(name: &str) -> Value {
    json!({"name": name, "in": "path", "required": true, "description": "Which.", "schema": {"type": "string"}})
}

fn query(name: &str, description: &str) -> Value {
    json!({"name": name, "in": "query", "description": description, "schema": {"type": "string"}})
}

fn params(api: &Api) -> Vec<&str> {
    api.operations.iter().map(|one| one.params_type.as_deref().unwrap_or_default()).collect()
}

#[test]
fn parameters_are_named_after_what_they_are() {
    let done = json!({"204": {"description": "Done."}});
    let page = json!([query("q", "a"), query("limit", "a"), query("offset", "a"), query("after_id", "a")]);
    let api = with(&[
        ("/a/{user}", "a", json!([variable("user")]), done.clone()),
        ("/b/{user}", "b", json!([variable("user")]), done.clone()),
        ("/c/{user}/{keyName}", "c", json!([variable("keyName"), variable("user")]), done.clone()),
        ("/d/{user}", "d", json!([variable("user"), query("q", "of d")]), done.clone()),
        ("/e/{user}", "e", json!([query("q", "of e"), variable("user")]), done.clone()),
        ("/f", "f", json!([query("only_here", "Which.")]), done.clone()),
        ("/g", "g", page.clone(), done.clone()),
        ("/h", "h", page, done),
    ]);
    let expected = [
        "UserPath",
        "UserPath",
        "UserKeyNamePath",
        "UserPathQQuery",
        "UserPathQQuery",
        "FParams",
        "GParams",
        "GParams",
    ];
    assert_eq!(params(&api), expected);
    let text = server(&api);
    assert_eq!(text.matches("pub struct UserPath {").count(), 1);
    assert!(text.contains("/// The parameters of `a` and `b`."), "{text}");
    // What is described in two ways is described as neither.
    assert!(text.contains("/// `q` in the query."), "{text}");
}

#[test]
fn a_name_that_a_schema_has_gets_a_number() {
    let done = json!({"204": {"description": "Done."}});
    let mut bundle = json!({
        "openapi": "3.0.3",
        "info": {"title": "Small", "version": "1"},
        "paths": {"/a/{user}": {"get": {
            "operationId": "a", "tags": ["Acts"], "parameters": [variable("user")], "responses": done,
        }}},
        "components": {"schemas": {"UserPath": {"type": "object", "properties": {"a": {"type": "string"}}}}},
    });
    assert_eq!(params(&model(&bundle)), ["UserPath2"]);
    // Parameters of another type are another struct.
    bundle["paths"]["/b/{user}"] = bundle["paths"]["/a/{user}"].clone();
    bundle["paths"]["/b/{user}"]["get"]["operationId"] = json!("b");
    bundle["paths"]["/b/{user}"]["get"]["parameters"][0]["schema"] = json!({"type": "integer"});
    assert_eq!(params(&model(&bundle)), ["UserPath2", "UserPath3"]);
}

#[test]
fn answers_are_shared_where_a_handler_says_the_same() {
    let location = json!({"Location": {"required": true, "schema": {"type": "string"}}});
    let page = |found: &str| {
        json!({
            "200": {"description": "A page.", "content": {"text/html": {}}},
            found: {"description": "Elsewhere.", "headers": location},
        })
    };
    let api = with(&[
        ("/a", "a", json!([]), page("302")),
        ("/b", "b", json!([]), page("302")),
        ("/c", "c", json!([]), page("303")),
        ("/d", "d", json!([]), json!({"204": {"description": "Done."}})),
    ]);
    let answers: Vec<_> = api.operations.iter().map(|one| one.answer_type.as_deref()).collect();
    let shared = Some("TextOkOrFoundAnswer");
    assert_eq!(answers, [shared, shared, Some("CAnswer"), None]);
    let text = server(&api);
    assert_eq!(text.matches("pub enum TextOkOrFoundAnswer {").count(), 1);
}

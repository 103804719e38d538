//! Request bodies and the three states of their fields.

use serde_json::{Value, json};

use super::small::{client, has, operation};

fn with(media_type: &str, schema: Value, schemas: Value) -> String {
    let body = json!({ "content": { media_type: { "schema": schema } } });
    client(operation(json!({ "requestBody": body })), schemas)
}

#[test]
fn nullable_optional_fields_have_three_states() {
    let patch = json!({ "type": "object", "required": ["must"], "properties": {
        "must": { "type": "string", "nullable": true },
        "plain": { "type": "string" },
        "null": { "type": "string", "nullable": true },
        "list": { "type": "array", "items": { "type": "string" } },
        "nullable-list": { "type": "array", "nullable": true, "items": { "type": "string" } },
        "kind": { "nullable": true, "allOf": [{ "$ref": "#/components/schemas/Kind" }] },
        "inline": { "type": "string", "nullable": true, "enum": ["a", "b", null] },
    } });
    let kind = json!({ "type": "string", "enum": ["x"] });
    let reference = json!({ "$ref": "#/components/schemas/Patch" });
    let text = with("application/json", reference, json!({ "Patch": patch, "Kind": kind }));
    has(&text, "pub must: ::std::option::Option<::std::string::String>,");
    has(&text, "pub plain: ::std::option::Option<::std::string::String>,");
    has(&text, "pub null: ::burgrave_client::Field<::std::string::String>,");
    has(&text, "pub list: ::std::option::Option<::std::vec::Vec<::std::string::String>>,");
    has(&text, "pub nullable_list: ::burgrave_client::Field<");
    has(
        &text,
        "rename = \"nullable-list\", skip_serializing_if = \"::burgrave_client::Field::is_absent\", default",
    );
    has(&text, "pub kind: ::burgrave_client::Field<Kind>,");
    has(&text, "pub inline: ::burgrave_client::Field<PatchInline>,");
}

#[test]
fn fields_of_answers_are_plain() {
    let one = json!({ "type": "object", "properties": { "a": { "type": "string", "nullable": true } } });
    let answer = json!({ "200": super::small::content("application/json", json!({ "$ref": "#/components/schemas/One" })) });
    let text = client(operation(json!({ "responses": answer })), json!({ "One": one }));
    has(&text, "pub a: ::std::option::Option<::std::string::String>,");
}

#[test]
fn bounds_and_defaults_are_left_to_the_server() {
    let one = json!({ "type": "object", "properties": {
        "name": { "type": "string", "pattern": "^a$", "maxLength": 3 },
        "count": { "type": "integer", "minimum": 0, "default": 3 },
    } });
    let text = with("application/json", one, json!({}));
    has(&text, "pub name: ::std::option::Option<::std::string::String>,");
    has(&text, "pub count: ::std::option::Option<i64>,");
}

#[test]
fn all_of_is_one_object() {
    let base = json!({ "type": "object", "properties": { "a": { "type": "string" } } });
    let whole = json!({ "allOf": [
        { "$ref": "#/components/schemas/Base" },
        { "type": "object", "required": ["a", "b"], "properties": { "b": { "type": "boolean" } } },
    ] });
    let text = with(
        "application/json",
        json!({ "$ref": "#/components/schemas/Whole" }),
        json!({ "Base": base, "Whole": whole }),
    );
    has(&text, "pub struct Whole { pub a: ::std::string::String, pub b: bool, }");
}

#[test]
fn json_by_suffix_keeps_its_content_type() {
    let text = with("application/scim+json", json!({ "type": "object" }), json!({}));
    has(&text, "Wire { content_type: Some(\"application/scim+json\"), accept: None, upgrade: false }");
}

#[test]
fn archives_forms_and_texts_can_be_sent() {
    let binary = json!({ "type": "string", "format": "binary" });
    let text = with("application/x-tar", binary, json!({}));
    has(&text, "Some(\"application/x-tar\")");
    has(&text, "V: std::convert::TryInto<reqwest::Body>".replace('V', "B").as_str());
    has(
        &with(
            "application/x-www-form-urlencoded",
            json!({ "type": "object", "properties": { "a": { "type": "string" } } }),
            json!({}),
        ),
        "form_urlencoded(&body)",
    );
    has(
        &with("text/plain", json!({ "type": "string", "maxLength": 3 }), json!({})),
        "V: std::convert::TryInto<String>",
    );
    let either = json!({ "content": { "application/x-tar": {}, "application/zip": {} } });
    let text = client(operation(json!({ "requestBody": either })), json!({}));
    has(&text, "content_type: Result<::std::string::String, String>");
}

#[test]
fn passwords_have_a_type_that_hides_them() {
    let login = json!({ "type": "object", "required": ["must", "must_or_null"], "properties": {
        "must": { "type": "string", "format": "password" },
        "must_or_null": { "type": "string", "format": "password", "nullable": true },
        "plain": { "type": "string", "format": "password" },
        "null": { "type": "string", "format": "password", "nullable": true },
    } });
    let reference = json!({ "$ref": "#/components/schemas/Login" });
    let text = with("application/json", reference, json!({ "Login": login }));
    has(&text, "pub must: ::burgrave_client::Secret,");
    has(&text, "pub must_or_null: ::std::option::Option<::burgrave_client::Secret>,");
    has(&text, "pub plain: ::std::option::Option<::burgrave_client::Secret>,");
    has(&text, "pub null: ::burgrave_client::Field<::burgrave_client::Secret>,");
}

#[test]
fn free_keys_keep_the_names_of_their_types_and_null_in_their_values() {
    let lists = json!({ "type": "array", "nullable": true, "items": { "type": "integer" } });
    let root = json!({ "type": "object", "required": ["must"], "properties": {
        "must": { "$ref": "#/components/schemas/Lists" },
        "plain": { "type": "object", "additionalProperties": lists, "description": "By name." },
        "rows": { "type": "array", "items": { "type": "integer", "nullable": true } },
    } });
    let named = json!({ "type": "object", "additionalProperties": lists });
    let reference = json!({ "$ref": "#/components/schemas/Root" });
    let text = with("application/json", reference, json!({ "Root": root, "Lists": named }));
    has(&text, "pub must: Lists,");
    has(
        &text,
        "pub struct Lists(pub ::std::collections::BTreeMap<::std::string::String, \
        ::std::option::Option<::std::vec::Vec<i64>>>);",
    );
    has(&text, "pub plain: ::std::option::Option<RootPlain>,");
    has(&text, "pub rows: ::std::option::Option<::std::vec::Vec<::std::option::Option<i64>>>,");
}

//! Answers: one type of success and one of error for progenitor, an enum for the rest.

use serde_json::json;

use super::small::{client, content, has, operation};

#[test]
fn two_types_of_success_are_an_enum() {
    let responses = json!({
        "200": content("application/json", json!({ "$ref": "#/components/schemas/One" })),
        "201": content("application/json", json!({ "type": "array", "items": { "$ref": "#/components/schemas/One" } })),
        "204": { "description": "" },
    });
    let one = json!({ "One": { "type": "object", "properties": { "a": { "type": "string" } } } });
    let text = client(operation(json!({ "responses": responses })), one);
    has(&text, "Ok(super::types::One),");
    has(&text, "Created(Vec<super::types::One>),");
    has(&text, "NoContent,");
    has(&text, "201 => answers::DoItAnswer::Created(raw.json()?),");
}

#[test]
fn redirects_and_not_modified_are_variants() {
    let responses = json!({
        "200": content("text/html", json!({ "type": "string" })),
        "302": { "description": "" },
        "304": { "description": "" },
    });
    let text = client(operation(json!({ "responses": responses })), json!({}));
    has(&text, "Ok(String),");
    has(&text, "302 => answers::DoItAnswer::Found { location: raw.location()? },");
    has(&text, "304 => answers::DoItAnswer::NotModified,");
}

#[test]
fn default_and_differing_error_bodies_are_one_error_type() {
    let responses = json!({
        "200": content("application/json", json!({ "type": "string" })),
        "400": content("application/json", json!({ "type": "object", "properties": { "a": { "type": "string" } } })),
        "409": content("application/scim+json", json!({ "type": "array", "items": { "type": "string" } })),
        "default": content("text/html", json!({ "type": "string" })),
    });
    let text = client(operation(json!({ "responses": responses })), json!({}));
    has(&text, "Error<::burgrave_client::ErrorResponse>");
    has(&text, "400u16..=499u16 =>");
    has(&text, "500u16..=599u16 =>");
}

#[test]
fn an_upgrade_gives_a_websocket() {
    let text = client(
        operation(json!({ "x-websocket": true, "responses": { "101": { "description": "" } } })),
        json!({}),
    );
    has(&text, "pub async fn connect(self) -> Result<burgrave_client::WebSocket,");
    has(&text, "Wire { content_type: None, accept: None, upgrade: true }");
    assert!(!text.contains("::rand"));
}

#[test]
fn texts_have_a_helper_and_bytes_are_streamed() {
    let text = client(
        operation(
            json!({ "responses": { "200": content("text/plain; charset=utf-8", json!({ "type": "string" })) } }),
        ),
        json!({}),
    );
    has(&text, "pub async fn text(self) -> Result<ResponseValue<String>");
    let tar = json!({ "responses": { "200": content("application/x-tar", json!({ "type": "string", "format": "binary" })) } });
    has(&client(operation(tar), json!({})), "ResponseValue<ByteStream>");
}

#[test]
fn references_to_answers_are_followed() {
    let mut specification = super::small::specification(
        operation(json!({ "responses": { "200": { "$ref": "#/components/responses/Gone" } } })),
        json!({}),
    );
    specification["components"]["responses"] =
        json!({ "Gone": content("application/json", json!({ "type": "integer" })) });
    assert!(super::small::emitted(&specification).contains("ResponseValue<i64>"));
}

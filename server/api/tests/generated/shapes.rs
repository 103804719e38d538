//! Awkward shapes: merged, recursive, told apart, badly named.

use std::sync::Arc;

use burgrave_api::{ApiError, Cx, Running};
use serde_json::{Value, json};

use crate::raw::{self, Raw, send};

#[deny(warnings)]
#[allow(dead_code, unreachable_pub)]
pub mod generated {
    include!(concat!(env!("OUT_DIR"), "/fixtures/shapes.rs"));
}

// The trait of the tag has a number, because a schema has its name.
use generated::{Cat, CatKind, Dog, Guard, Pet, Shapes, Shapes2};

struct Server;

impl Guard for Server {}

impl Shapes2 for Server {
    async fn take_shapes(&self, _: &Cx, body: Shapes) -> Result<Shapes, ApiError> {
        Ok(body)
    }
}

async fn start() -> Running {
    generated::serve(Arc::new(Server), raw::settings(), raw::silent()).await.unwrap()
}

async fn post(running: &Running, body: &Value) -> Raw {
    send(running.local_address(), "POST", "/shapes", &["Content-Type: application/json"], &body.to_string())
        .await
}

/// What is sent comes back as it was.
async fn returns(body: Value) {
    let answer = post(&start().await, &body).await;
    assert_eq!((answer.status, answer.json()), (200, body));
}

/// `field: detail` of each fault.
async fn faults(body: Value) -> Vec<String> {
    let answer = post(&start().await, &body).await;
    assert_eq!(answer.status, 400, "{answer:?}");
    let list = answer.json()["validations"].as_array().unwrap().clone();
    list.iter()
        .map(|one| format!("{}: {}", one["field"].as_str().unwrap(), one["detail"].as_str().unwrap()))
        .collect()
}

#[tokio::test]
async fn merged_objects_keep_the_rules_of_all_their_parts() {
    returns(json!({"derived": {"id": 1, "note": "n", "extra": "e"}})).await;
    assert_eq!(
        faults(json!({"derived": {}})).await,
        ["derived.id: is required", "derived.note: is required"]
    );
}

#[tokio::test]
async fn types_may_contain_themselves() {
    let leaf = json!({"name": "leaf"});
    returns(json!({"node": {"name": "root", "left": {"name": "l", "left": null}, "children": [leaf], "by_name": {"x": leaf}}})).await;
    returns(json!({"nest": [[], [[], []]]})).await;
    let wrong =
        json!({"node": {"name": "root", "children": [{"left": {"name": 5}}], "by_name": {"a.b": {}}}});
    assert_eq!(
        faults(wrong).await,
        [
            "node.children[0].name: is required",
            "node.children[0].left.name: must be text; it is a number",
            "node.by_name[\"a.b\"].name: is required"
        ]
    );
}

#[tokio::test]
async fn a_discriminator_chooses_the_alternative() {
    returns(json!({"pet": {"kind": "hound", "friend": {"kind": "cat", "lives": 9}}})).await;
    assert_eq!(faults(json!({"pet": {"kind": "cat"}})).await, ["pet.lives: is required"]);
    assert_eq!(faults(json!({"pet": {"kind": "cow"}})).await, ["pet.kind: must be one of `cat`, `hound`"]);
    assert_eq!(faults(json!({"pet": {}})).await, ["pet.kind: is required"]);
}

#[tokio::test]
async fn json_types_choose_the_alternative() {
    for scalar in [json!("abc"), json!(5), json!(true), json!(["a"])] {
        returns(json!({"scalar": scalar})).await;
    }
    assert_eq!(
        faults(json!({"scalar": "abcd"})).await,
        ["scalar: must be at most 3 characters long; it has 4"]
    );
    assert_eq!(
        faults(json!({"scalar": {}})).await,
        ["scalar: must be text or a number or true or false or a list; it is an object"]
    );
}

#[tokio::test]
async fn alternatives_are_tried_in_order() {
    returns(json!({"tried": {"long": "x"}})).await;
    returns(json!({"tried": {"short": 5}})).await;
    assert_eq!(
        faults(json!({"tried": {"short": "x"}})).await,
        ["tried: must be one of 2 alternatives: `tried.long` is required; or `tried.short` must be a \
             whole number; it is text"]
    );
}

#[tokio::test]
async fn awkward_names_travel_as_they_are_written() {
    returns(json!({"words": {
        "type": "1", "self": "2", "a-b": "3", "a_b": "4", "2nd": "5", "faults": "6", "value": "7",
        "object": "8", "userID": "9",
    }}))
    .await;
    for word in ["", "*", "a-b", "a_b", "Self", "self", "None", "\"quoted\" \\ text"] {
        returns(json!({"option": {"string": word}})).await;
        assert_eq!(generated::String::parse(word).map(generated::String::as_str), Some(word));
    }
    assert_eq!(generated::String::ALL.len(), 8);
}

#[tokio::test]
async fn further_properties_and_inner_objects_come_back() {
    returns(json!({"open": {"known": "k", "additional": "a", "x": 1, "y": 2}})).await;
    assert_eq!(
        faults(json!({"open": {"known": "k", "x": "1"}})).await,
        ["open.x: must be a whole number; it is text"]
    );
    returns(json!({"inline": {"rows": [{"cells": [1.5, null]}]}, "anything": [null, {"a": 1}], "free": {"a": [1]}})).await;
    assert_eq!(
        faults(json!({"inline": {"rows": [{"cells": [true]}]}})).await,
        ["inline.rows[0].cells[0]: must be a number; it is true or false"]
    );
}

#[test]
fn alternatives_are_plain_enums() {
    let cat = Pet::Cat(Cat { kind: CatKind::Cat, lives: 9 });
    let dog = Pet::Dog(Dog { kind: "hound".into(), friend: Some(Box::new(cat)) });
    assert_eq!(
        serde_json::to_value(dog).unwrap(),
        json!({"kind": "hound", "friend": {"kind": "cat", "lives": 9}})
    );
}

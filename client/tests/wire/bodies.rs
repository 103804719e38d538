//! The bodies of requests.

use burgrave_client::Field;

use super::server::answering;
use crate::generated::types::{Kind, PatchThing, Thing};

async fn sent(patch: PatchThing) -> String {
    let (client, request) = answering("HTTP/1.1 204 No Content\r\n\r\n");
    client.update_thing().thing("lamp").body(patch).send().await.unwrap();
    request.join().unwrap().body
}

#[tokio::test]
async fn absent_null_and_a_value_are_three_things() {
    assert_eq!(sent(PatchThing::default()).await, "{}");
    assert_eq!(sent(PatchThing { note: Field::Null, ..Default::default() }).await, r#"{"note":null}"#);
    assert_eq!(sent(PatchThing { note: "on".into(), ..Default::default() }).await, r#"{"note":"on"}"#);
    let patch = PatchThing { kind: Field::Value(Kind::AB), ..Default::default() };
    assert_eq!(sent(patch).await, r#"{"kind":"a-b"}"#);
}

#[tokio::test]
async fn an_empty_list_is_sent_and_an_absent_one_is_not() {
    assert_eq!(sent(PatchThing { tags: Some(vec![]), ..Default::default() }).await, r#"{"tags":[]}"#);
}

#[tokio::test]
async fn builders_take_values_and_nulls() {
    let (client, request) = answering("HTTP/1.1 204 No Content\r\n\r\n");
    let change = client.update_thing().thing("lamp").body_map(|body| body.note(None).name("hall".to_owned()));
    change.send().await.unwrap();
    assert_eq!(request.join().unwrap().body, r#"{"name":"hall","note":null}"#);
}

#[test]
fn a_null_that_comes_back_is_null() {
    let patch: PatchThing = serde_json::from_str(r#"{"note":null}"#).unwrap();
    assert_eq!((patch.note, patch.kind), (Field::Null, Field::Absent));
}

#[tokio::test]
async fn json_of_another_name_keeps_its_name() {
    let thing = r#"{"kind":"a_b","name":"lamp"}"#;
    let (client, request) = answering(&format!(
        "HTTP/1.1 201 Created\r\nContent-Type: application/scim+json\r\nContent-Length: {}\r\n\r\n{thing}",
        thing.len()
    ));
    let body = Thing { name: "lamp".into(), kind: Kind::AB2 };
    let imported = client.import_thing().body(body.clone()).send().await.unwrap();
    assert_eq!(*imported, body);
    let request = request.join().unwrap();
    assert_eq!(request.header("content-type"), "application/scim+json");
    assert_eq!(request.header("accept"), "application/scim+json");
    assert_eq!(request.body, thing);
}

#[tokio::test]
async fn the_caller_chooses_among_raw_types() {
    let (client, request) = answering("HTTP/1.1 204 No Content\r\n\r\n");
    client.upload_things().content_type("application/zip").body("PK").send().await.unwrap();
    let request = request.join().unwrap();
    assert_eq!((request.header("content-type"), request.body.as_str()), ("application/zip", "PK"));
}

//! Entity tags: nobody overwrites what they haven't seen.

use http::Method;
use serde_json::{Value, json};

use super::scene::{get, group, made, made_group, operation, patch, put, start, user};
use crate::harness::Engine;

#[apply(case)]
async fn an_unchanged_resource_is_not_sent_again(engine: Engine) {
    let server = start(engine).await;
    for path in [
        format!("/Users/{}", made(&server, "amira").await),
        format!("/Groups/{}", made_group(&server, "g", &[]).await),
    ] {
        let tag = get(&server, &path).await.expect(200).header("etag").unwrap().to_owned();
        for header in [tag.clone(), "*".into(), format!("W/\"x\", {tag}")] {
            let answer =
                server.scim(Method::GET, &path).header("if-none-match", &header).send().await.expect(304);
            assert!(answer.body.is_empty());
            assert_eq!(answer.header("etag"), Some(tag.as_str()));
        }
        server.scim(Method::GET, &path).header("if-none-match", "W/\"other\"").send().await.expect(200);
    }
}

#[apply(case)]
async fn another_version_is_not_changed(engine: Engine) {
    let server = start(engine).await;
    let person = (format!("/Users/{}", made(&server, "amira").await), user("amira"));
    let kitchen = (format!("/Groups/{}", made_group(&server, "g", &[]).await), group("g", &[]));
    for (path, body) in [person, kitchen] {
        let tag = get(&server, &path).await.json_of(200)["meta"]["version"].as_str().unwrap().to_owned();
        let change = operation("add", "externalId", json!("x"));
        let with = async |method: Method, body: &Value, tag: &str| {
            let call = server.scim(method, &path).body("application/scim+json", body.to_string());
            call.header("if-match", tag).send().await
        };
        let changed = with(Method::PATCH, &change, &tag).await.json_of(200);
        let new = changed["meta"]["version"].as_str().unwrap();
        assert_ne!(new, tag);
        with(Method::PATCH, &change, &tag).await.expect(412);
        with(Method::PUT, &body, &tag).await.expect(412);
        server.scim(Method::DELETE, &path).header("if-match", &tag).send().await.expect(412);
        with(Method::PUT, &body, "*").await.expect(200);
        server.scim(Method::DELETE, &path).header("if-match", "*").send().await.expect(204);
    }
}

#[apply(case)]
async fn what_changes_nothing_leaves_version_and_time(engine: Engine) {
    let server = start(engine).await;
    let path = format!("/Users/{}", made(&server, "amira").await);
    let before = get(&server, &path).await.json_of(200);
    server.clock.advance(chrono::TimeDelta::seconds(5));
    let same = patch(&server, &path, &operation("replace", "userName", json!("amira"))).await.json_of(200);
    assert_eq!(same["meta"], before["meta"]);
    assert_eq!(put(&server, &path, &before).await.json_of(200)["meta"], before["meta"]);
    let other = patch(&server, &path, &operation("replace", "title", json!("Cook"))).await.json_of(200);
    assert_ne!(other["meta"]["version"], before["meta"]["version"]);
    assert_ne!(other["meta"]["lastModified"], before["meta"]["lastModified"]);
    assert_eq!(other["meta"]["created"], before["meta"]["created"]);
}

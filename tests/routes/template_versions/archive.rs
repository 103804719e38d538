//! `POST /templateversions/{templateVersion}/archive`, `…/unarchive`

use http::Method;
use serde_json::{Value, json};

use super::scene::{ask, file, path, template, version};
use crate::harness::{Answer, Engine, Person, Server};

async fn call(who: &Person, version: &Value, what: &str) -> Answer {
    who.call(Method::POST, &format!("{}/{what}", path(version))).send().await
}

/// TestTemplateArchiveVersions
#[apply(case)]
async fn a_version_is_put_away_and_taken_back(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    let active = version(owner, json!({})).await;
    let template = template(&server, &active, "base", true).await;
    let other = ask(owner, &file(owner).await, json!({"template_id": template})).await.json_of(201);
    call(owner, &other, "unarchive").await.expect(400);
    call(owner, &other, "archive").await.expect(200);
    assert_eq!(owner.get(&path(&other)).await.json_of(200)["archived"], true);
    call(owner, &other, "archive").await.expect(400);
    call(owner, &other, "unarchive").await.expect(200);
    assert_eq!(owner.get(&path(&other)).await.json_of(200)["archived"], false);
    call(owner, &other, "unarchive").await.expect(400);
    let refused = call(owner, &active, "archive").await.expect(400);
    assert!(refused.message().contains("in use"), "{}", refused.text());
    let alone = version(owner, json!({})).await;
    let refused = call(owner, &alone, "archive").await.expect(400);
    assert!(refused.message().contains("no template"), "{}", refused.text());
}

#[apply(case)]
async fn rights_come_before_the_state_of_the_version(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    let amira = server.member("amira").await;
    let active = version(owner, json!({})).await;
    template(&server, &active, "base", true).await;
    let alone = version(owner, json!({})).await;
    for what in ["archive", "unarchive"] {
        call(&amira, &active, what).await.expect(403);
        call(&amira, &alone, what).await.expect(404);
        server.call(Method::POST, &format!("{}/{what}", path(&active))).send().await.expect(401);
    }
}

//! What jobs have found when they initialized is kept for the next ones, as long as somebody uses it.

use burgrave_provisioner::terraform::{Mirror, Program};
use chrono::TimeDelta;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::scene::log_of;
use super::terraform::{HEAD, KIT, imported, is_there, server};
use crate::harness::{Engine, Person, Server};
use crate::routes::templates::scene::HERE;
use crate::routes::workspace_changes::scene::{build, workspace_with};

/// The bytes of what is kept for a version of the server's program and mirror.
async fn kept(server: &Server, version: &Value) -> Option<u64> {
    let version = version["id"].as_str().unwrap().parse().unwrap();
    let mirror = Mirror::read(&KIT.installed("mirror").display().to_string()).unwrap();
    let program = Program::find(None).unwrap().words();
    let place = hex::encode(Sha256::digest(format!("{program}\n{mirror}")));
    let read = server.store().read(move |reader| {
        let place = place.clone();
        async move { reader.kept_init(version, &place).await }
    });
    read.await.unwrap().map(|kept| kept.size)
}

/// What the job of a build said first about its providers.
async fn initialized(server: &Server, build: &Value) -> &'static str {
    let lines = log_of(server, build["job"]["id"].as_str().unwrap().parse().unwrap()).await;
    let says = |words: &str| lines.iter().any(|(_, output)| output.starts_with(words));
    match (says("Reusing what this version"), says("Initializing provider plugins")) {
        (true, false) => "reused",
        (false, true) => "fetched",
        _ => panic!("{lines:?}"),
    }
}

async fn again(person: &Person) -> Person {
    Person { token: person.log_in().await, ..person.clone() }
}

#[apply(case)]
async fn what_an_import_has_found_is_kept_until_nobody_uses_it(engine: Engine) {
    if !is_there() {
        return;
    }
    let server = server(engine).await;
    let owner = server.owner().await;
    let inner: (&str, &[u8]) = ("inner/main.tf", b"resource \"terraform_data\" \"inner\" {}\n");
    let main = format!("{HEAD}\nmodule \"inner\" {{\n  source = \"./inner\"\n}}\n");
    let version = imported(&server, owner, &[("main.tf", main.as_bytes()), inner], json!({})).await;
    assert_eq!(version["job"]["status"], "succeeded", "{version}");
    assert!(kept(&server, &version).await.is_some_and(|size| size > 0));
    let body = json!({"name": "real", "template_version_id": version["id"]});
    let template = owner.post(HERE, &body).await.json_of(201);
    let workspace = workspace_with(&server, owner, &template, "dev", json!({})).await;
    assert_eq!(initialized(&server, &workspace["latest_build"]).await, "reused");
    let path = format!("/api/v2/templates/{}", template["id"].as_str().unwrap());
    owner.patch(&path, &json!({"disable_module_cache": true})).await.expect(200);
    let stopped = build(&server, owner, &workspace, json!({"transition": "stop"})).await;
    assert_eq!(initialized(&server, &stopped).await, "fetched", "the template wants its modules anew");
    owner.patch(&path, &json!({"disable_module_cache": false})).await.expect(200);
    // Each use counts.
    server.clock.advance(TimeDelta::days(60));
    let owner = &again(owner).await;
    let started = build(&server, owner, &workspace, json!({"transition": "start"})).await;
    assert_eq!(initialized(&server, &started).await, "reused");
    server.clock.advance(TimeDelta::days(60));
    server.tick().await;
    assert!(kept(&server, &version).await.is_some());
    server.clock.advance(TimeDelta::days(31));
    server.tick().await;
    assert_eq!(kept(&server, &version).await, None);
    let owner = &again(owner).await;
    let stopped = build(&server, owner, &workspace, json!({"transition": "stop"})).await;
    assert_eq!(initialized(&server, &stopped).await, "fetched");
    assert!(kept(&server, &version).await.is_some(), "and it is kept again");
}

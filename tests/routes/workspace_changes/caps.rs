//! `GET /organizations/{organization}/workspace-caps`, `PATCH …/workspace-caps`

use serde_json::{Value, json};

use super::scene::{ask, ask_build, build, ended, path, start, template, workspace};
use crate::harness::{Engine, Server};
use crate::routes::template_versions::scene::role_here;
use crate::routes::templates::scene::id;

const CAPS: &str = "/api/v2/organizations/default/workspace-caps";

async fn set(server: &Server, caps: Value) {
    server.owner().await.patch(CAPS, &json!({"caps": caps})).await.expect(204);
}

/// #2507
#[apply(case)]
async fn nobody_has_more_workspaces_than_their_cap(engine: Engine) {
    let server = start(engine).await;
    let amira = server.member("amira").await;
    let base = template(&server, "base").await;
    set(&server, json!([{"kind": "group", "id": base["organization_id"], "workspaces": 1}])).await;
    let first = workspace(&server, &amira, &base, "first").await;
    let refused = ask(&amira, &base, "second", json!({})).await.expect(403);
    assert!(refused.message().contains("limited to 1."), "{}", refused.text());
    workspace(&server, server.owner().await, &base, "theirs").await;
    set(&server, json!([{"kind": "user", "id": amira.id, "workspaces": 2}])).await;
    let second = workspace(&server, &amira, &base, "second").await;
    set(&server, json!([{"kind": "template", "id": base["id"], "workspaces": 2, "running": 1}])).await;
    ask(&amira, &template(&server, "other").await, "third", json!({})).await.expect(403);
    ask_build(&amira, &first, json!({"transition": "start"})).await.expect(403);
    build(&server, &amira, &second, json!({"transition": "stop"})).await;
    build(&server, &amira, &first, json!({"transition": "start"})).await;
    ask_build(&amira, &second, json!({"transition": "start"})).await.expect(403);
    build(&server, &amira, &first, json!({"transition": "delete"})).await;
    build(&server, &amira, &second, json!({"transition": "start"})).await;
}

/// A workspace that is handed over counts for its new owner.
#[apply(case)]
async fn a_cap_holds_for_workspaces_that_are_handed_over_or_start_by_themselves(engine: Engine) {
    let server = start(engine).await;
    let owner = server.owner().await;
    let (amira, jonas) = (server.member("amira").await, server.member("jonas").await);
    let base = template(&server, "base").await;
    let made = ask(&amira, &base, "dev", json!({"autostart_schedule": "0 9 * * *"})).await.json_of(201);
    ended(&server, &made["latest_build"]).await;
    build(&server, &amira, &made, json!({"transition": "stop"})).await;
    set(&server, json!([{"kind": "user", "id": jonas.id, "workspaces": 0}])).await;
    owner.put(&format!("{}/owner", path(&made)), &json!({"owner": "jonas"})).await.expect(403);
    set(&server, json!([{"kind": "user", "id": jonas.id}, {"kind": "user", "id": amira.id, "running": 0}]))
        .await;
    server.clock.advance(chrono::TimeDelta::minutes(31));
    server.tick().await;
    assert_eq!(amira.get(&path(&made)).await.json_of(200)["latest_build"]["build_number"], 2);
    owner.put(&format!("{}/owner", path(&made)), &json!({"owner": "jonas"})).await.expect(200);
    let built = ask_build(&jonas, &made, json!({"transition": "start"})).await.json_of(201);
    ended(&server, &built).await;
}

#[apply(case)]
async fn caps_are_set_by_those_who_govern_the_organization(engine: Engine) {
    let server = start(engine).await;
    let owner = server.owner().await;
    let amira = server.member("amira").await;
    let base = template(&server, "base").await;
    amira.get(CAPS).await.expect(403);
    amira.patch(CAPS, &json!({"caps": []})).await.expect(403);
    role_here(&server, &amira, "organization-admin").await;
    let everyone = &base["organization_id"];
    let caps = json!([
        {"kind": "group", "id": everyone, "workspaces": 5, "running": 2},
        {"kind": "template", "id": base["id"], "running": 1},
        {"kind": "user", "id": amira.id, "workspaces": null, "running": 3},
    ]);
    amira.patch(CAPS, &json!({"caps": caps})).await.expect(204);
    let list = amira.get(CAPS).await.json_of(200);
    assert_eq!(
        list,
        json!([
            {"kind": "group", "id": everyone, "name": "Everyone", "workspaces": 5, "running": 2},
            {"kind": "template", "id": base["id"], "name": "base", "workspaces": null, "running": 1},
            {"kind": "user", "id": amira.id, "name": "amira", "workspaces": null, "running": 3},
        ])
    );
    let page = amira.get(&format!("{CAPS}?limit=1&offset=1")).await.json_of(200);
    assert_eq!(page[0]["kind"], "template");
    let nobody = "4c1f0b7d-6a25-4e8c-9b33-7f0d2e5a8c94";
    let wrong = json!({"caps": [
        {"kind": "user", "id": nobody, "workspaces": 1}, {"kind": "group", "id": everyone},
        {"kind": "group", "id": everyone, "running": 1}, {"kind": "template", "id": nobody, "running": 1},
    ]});
    let refused = amira.patch(CAPS, &wrong).await.expect(400);
    assert_eq!(refused.faulty_fields(), ["caps[0].id", "caps[2].id", "caps[3].id"]);
    let refused =
        amira.patch(CAPS, &json!({"caps": [{"kind": "team", "id": id(&base), "workspaces": -1}]})).await;
    assert_eq!(refused.expect(400).faulty_fields(), ["caps[0].kind", "caps[0].workspaces"]);
    let gone = json!({"caps": [{"kind": "user", "id": amira.id}, {"kind": "user", "id": nobody}]});
    owner.patch(CAPS, &gone).await.expect(204);
    assert_eq!(owner.get(CAPS).await.json_of(200).as_array().unwrap().len(), 2);
}

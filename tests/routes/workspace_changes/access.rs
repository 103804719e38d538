//! `GET /workspaces/{workspace}/acl`, `PATCH …/acl`, `DELETE …/acl`

use serde_json::json;

use super::scene::{ask_build, build, ended, path, start, template, workspace};
use crate::harness::Engine;
use crate::routes::templates::scene::{entries, id, pairs};

#[apply(case)]
async fn who_was_given_the_use_of_a_workspace_reads_starts_and_stops_it(engine: Engine) {
    let server = start(engine).await;
    let owner = server.owner().await;
    let (amira, jonas) = (server.member("amira").await, server.member("jonas").await);
    let made = workspace(&server, &amira, &template(&server, "base").await, "dev").await;
    let acl = format!("{}/acl", path(&made));
    jonas.get(&acl).await.expect(404);
    assert_eq!(amira.get(&acl).await.json_of(200), json!({"users": [], "group": []}));
    amira.patch(&acl, &json!({"user_roles": {jonas.id.clone(): "use"}})).await.expect(204);
    let list = jonas.get(&acl).await.json_of(200);
    assert_eq!(list["users"], json!([{"id": jonas.id, "username": "jonas", "role": "use"}]));
    build(&server, &jonas, &made, json!({"transition": "stop"})).await;
    let started = build(&server, &jonas, &made, json!({"transition": "start"})).await;
    assert_eq!(
        (&started["initiator_name"], &started["workspace_owner_name"]),
        (&json!("jonas"), &json!("amira"))
    );
    jonas.post(&format!("{}/usage", path(&made)), &json!({})).await.expect(204);
    ask_build(&jonas, &made, json!({"transition": "delete"})).await.expect(403);
    for (what, body) in [("autostart", json!({})), ("ttl", json!({})), ("dormant", json!({"dormant": true}))]
    {
        jonas.put(&format!("{}/{what}", path(&made)), &body).await.expect(403);
    }
    jonas.patch(&acl, &json!({"user_roles": {jonas.id.clone(): "admin"}})).await.expect(403);
    jonas.delete(&acl).await.expect(403);
    amira.patch(&acl, &json!({"user_roles": {jonas.id.clone(): "admin"}})).await.expect(204);
    jonas.put(&format!("{}/ttl", path(&made)), &json!({"ttl_ms": 60_000})).await.expect(204);
    owner.delete(&acl).await.expect(204);
    jonas.get(&path(&made)).await.expect(404);
    let refused = ask_build(&jonas, &made, json!({"transition": "start"})).await;
    refused.expect(404);
    let again = ask_build(&amira, &made, json!({"transition": "start"})).await.json_of(201);
    ended(&server, &again).await;
}

#[apply(case)]
async fn entries_of_users_and_groups_are_added_and_removed(engine: Engine) {
    let server = start(engine).await;
    let owner = server.owner().await;
    let (amira, jonas) = (server.member("amira").await, server.member("jonas").await);
    let made = workspace(&server, &amira, &template(&server, "base").await, "dev").await;
    let acl = format!("{}/acl", path(&made));
    let groups = "/api/v2/organizations/default/groups";
    let group = owner.post(groups, &json!({"name": "masons"})).await.json_of(201);
    owner
        .patch(&format!("/api/v2/groups/{}", id(&group)), &json!({"add_users": [jonas.id]}))
        .await
        .expect(200);
    let everyone = made["organization_id"].as_str().unwrap();
    let body = json!({"user_roles": {jonas.id.clone(): "admin"}, "group_roles": {id(&group): "use"}});
    amira.patch(&acl, &body).await.expect(204);
    let body = json!({"user_roles": {jonas.id.clone(): ""}, "group_roles": {everyone: "use"}});
    amira.patch(&acl, &body).await.expect(204);
    let list = amira.get(&acl).await.json_of(200);
    assert_eq!(entries(&list), pairs(&[("Everyone", "use"), ("masons", "use")]));
    jonas.get(&path(&made)).await.expect(200);
    let nobody = "4c1f0b7d-6a25-4e8c-9b33-7f0d2e5a8c94";
    for (body, fields) in [
        (json!({"user_roles": {jonas.id.clone(): "owner"}}), &["user_roles"][..]),
        (
            json!({"user_roles": {"jonas": "use"}, "group_roles": {nobody: "use"}}),
            &["group_roles", "user_roles"],
        ),
        (json!({"user_roles": {nobody: "use"}}), &["user_roles"]),
    ] {
        assert_eq!(amira.patch(&acl, &body).await.expect(400).faulty_fields(), fields, "{body}");
    }
    amira.patch(&acl, &json!({"user_roles": {nobody: ""}})).await.expect(204);
    amira.delete(&acl).await.expect(204);
    assert_eq!(amira.get(&acl).await.json_of(200), json!({"users": [], "group": []}));
}

#[apply(case)]
async fn an_organization_decides_whose_workspaces_are_shared(engine: Engine) {
    let server = start(engine).await;
    let owner = server.owner().await;
    let (amira, jonas) = (server.member("amira").await, server.member("jonas").await);
    let made = workspace(&server, &amira, &template(&server, "base").await, "dev").await;
    let acl = format!("{}/acl", path(&made));
    let share = json!({"user_roles": {jonas.id.clone(): "use"}});
    amira.patch(&acl, &share).await.expect(204);
    let setting = "/api/v2/organizations/default/settings/workspace-sharing";
    for owners in ["none", "service_accounts"] {
        owner.patch(setting, &json!({"shareable_workspace_owners": owners})).await.expect(200);
        amira.patch(&acl, &share).await.expect(403);
        owner.patch(&acl, &share).await.expect(403);
    }
    amira.delete(&acl).await.expect(204);
    owner.patch(setting, &json!({"shareable_workspace_owners": "everyone"})).await.expect(200);
    amira.patch(&acl, &share).await.expect(204);
}

//! `PUT /workspaces/{workspace}/owner`

use serde_json::{Value, json};

use super::scene::{Declared, ask, audited, ended, outsider, path, start, template_of, workspace};
use crate::harness::{Engine, Server};
use crate::routes::template_versions::scene::role_here;
use crate::routes::templates::scene::id;

async fn allowance(server: &Server, group: &Value, credits: i64) {
    let path = format!("/api/v2/groups/{}", group.as_str().unwrap());
    server.owner().await.patch(&path, &json!({"quota_allowance": credits})).await.expect(200);
}

#[apply(case)]
async fn a_workspace_gets_another_owner_who_can_have_it(engine: Engine) {
    let server = start(engine).await;
    let owner = server.owner().await;
    let (amira, jonas, yan) =
        (server.member("amira").await, server.member("jonas").await, server.member("yan").await);
    let declared = Declared { cost: 2, ..Declared::default() };
    let base = template_of(&server, "base", declared.archive("base"), json!({})).await;
    allowance(&server, &base["organization_id"], 2).await;
    let made = workspace(&server, &amira, &base, "dev").await;
    assert_eq!(made["latest_build"]["daily_cost"], 2);
    let put = format!("{}/owner", path(&made));
    let to = |name: &str| json!({"owner": name});
    jonas.put(&put, &to("jonas")).await.expect(404);
    amira.put(&put, &to("jonas")).await.expect(403);
    role_here(&server, &yan, "organization-template-admin").await;
    yan.put(&put, &to("jonas")).await.expect(403);
    role_here(&server, &yan, "organization-admin").await;
    for nobody in ["nobody", "4c1f0b7d-6a25-4e8c-9b33-7f0d2e5a8c94"] {
        assert_eq!(yan.put(&put, &to(nobody)).await.expect(400).faulty_fields(), ["owner"]);
    }
    amira
        .patch(&format!("{}/acl", path(&made)), &json!({"user_roles": {jonas.id.clone(): "use"}}))
        .await
        .expect(204);
    amira.put(&format!("{}/favorite", path(&made)), &json!({})).await.expect(204);
    let now = yan.put(&put, &to("jonas")).await.json_of(200);
    assert_eq!((&now["owner_name"], &now["owner_id"]), (&json!("jonas"), &json!(jonas.id)));
    amira.get(&path(&made)).await.expect(404);
    let theirs = jonas.get(&path(&made)).await.json_of(200);
    assert_eq!(theirs["favorite"], false);
    assert_eq!(jonas.get(&format!("{}/acl", path(&made))).await.json_of(200)["users"], json!([]));
    yan.put(&put, &to("jonas")).await.expect(200);
    let handed = audited(&server, "dev").await.into_iter().filter(|(_, action)| action == "write").count();
    assert!(handed >= 1);
    let second = workspace(&server, &amira, &base, "second").await;
    let refused = owner.put(&format!("{}/owner", path(&second)), &to("jonas")).await.expect(400);
    assert_eq!(refused.faulty_fields(), ["owner"], "the budget is used up");
    allowance(&server, &base["organization_id"], 8).await;
    owner.put(&format!("{}/owner", path(&second)), &to("jonas")).await.expect(200);
}

#[apply(case)]
async fn who_can_not_have_a_workspace_does_not_get_it(engine: Engine) {
    let server = start(engine).await;
    let owner = server.owner().await;
    let (amira, jonas) = (server.member("amira").await, server.member("jonas").await);
    let base = template_of(&server, "base", Declared::default().archive("base"), json!({})).await;
    let made = workspace(&server, &amira, &base, "dev").await;
    let put = format!("{}/owner", path(&made));
    let to = |name: &str| json!({"owner": name});
    let theirs = ask(&jonas, &base, "Dev", json!({})).await.json_of(201);
    ended(&server, &theirs["latest_build"]).await;
    assert_eq!(owner.put(&put, &to("jonas")).await.expect(409).faulty_fields(), ["owner"]);
    let acl = format!("/api/v2/templates/{}/acl", id(&base));
    let everyone = base["organization_id"].as_str().unwrap();
    let body = json!({"group_perms": {everyone: ""}, "user_perms": {amira.id.clone(): "use"}});
    owner.patch(&acl, &body).await.expect(200);
    let yan = server.member("yan").await;
    let refused = owner.put(&put, &to("yan")).await.expect(400);
    assert_eq!(refused.faulty_fields(), ["owner"], "yan may not use the template");
    owner.patch(&acl, &json!({"user_perms": {yan.id.clone(): "use"}})).await.expect(200);
    owner.put(&format!("/api/v2/users/{}/status/suspend", yan.id), &json!({})).await.expect(200);
    owner.put(&put, &to("yan")).await.expect(400);
    let outside = outsider(&server, "outside").await;
    owner.put(&put, &to(&outside.username)).await.expect(400);
}

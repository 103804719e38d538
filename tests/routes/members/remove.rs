//! `DELETE /organizations/{organization}/members/{user}`

use serde_json::{Value, json};

use crate::harness::{Engine, Server};

const MEMBERS: &str = "/api/v2/organizations/default/members";

#[apply(case)]
async fn a_member_of_the_default_organization_can_be_removed(engine: Engine) {
    let server = Server::start(engine).await;
    let amira = server.member("amira").await;
    let owner = server.owner().await;
    let answer = owner.delete(&format!("{MEMBERS}/amira")).await.expect(204);
    assert!(answer.body.is_empty());
    assert_eq!(owner.get(MEMBERS).await.json_of(200).as_array().unwrap().len(), 1);
    amira.get("/api/v2/organizations/default").await.expect(404);
    let me = amira.get("/api/v2/users/me").await.json_of(200);
    assert_eq!(me["organization_ids"], json!([]), "the account stays");
}

/// TestDeleteMember/Allowed
#[apply(case)]
async fn a_member_is_removed_by_id_or_name(engine: Engine) {
    let server = Server::start(engine).await;
    let amira = server.member("amira").await;
    server.member("jonas").await;
    for key in [amira.id.as_str(), "JONAS"] {
        server.owner().await.delete(&format!("{MEMBERS}/{key}")).await.expect(204);
        server.owner().await.delete(&format!("{MEMBERS}/{key}")).await.expect(404);
    }
}

#[apply(case)]
async fn removing_a_member_ends_their_groups_in_the_organization_only(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    let data = owner.post("/api/v2/organizations", &json!({"name": "data"})).await.json_of(201);
    let default = owner.get("/api/v2/organizations/default").await.json_of(200);
    let ids = [default["id"].as_str().unwrap(), data["id"].as_str().unwrap()];
    let amira = server.member_of("amira", &ids).await;
    let mut groups: Vec<Value> = Vec::new();
    for id in ids {
        let made = owner
            .post(&format!("/api/v2/organizations/{id}/groups"), &json!({"name": "team"}))
            .await
            .json_of(201);
        let path = format!("/api/v2/groups/{}", made["id"].as_str().unwrap());
        owner.patch(&path, &json!({"add_users": [amira.id]})).await.expect(200);
        groups.push(path.into());
    }
    owner.delete("/api/v2/organizations/data/members/amira").await.expect(204);
    let count = async |path: &Value| {
        owner.get(path.as_str().unwrap()).await.json_of(200)["total_member_count"].clone()
    };
    assert_eq!((count(&groups[0]).await, count(&groups[1]).await), (json!(1), json!(0)));
    amira.get(groups[1].as_str().unwrap()).await.expect(404);
    // Coming back doesn't bring the groups back.
    owner.post("/api/v2/organizations/data/members/amira", &json!({})).await.expect(200);
    assert_eq!(count(&groups[1]).await, 0);
}

#[apply(case)]
async fn nobody_removes_themselves(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    for key in ["me", "owner", owner.id.as_str()] {
        owner.delete(&format!("{MEMBERS}/{key}")).await.expect(400);
    }
    assert_eq!(owner.get(MEMBERS).await.json_of(200).as_array().unwrap().len(), 1);
}

#[apply(case)]
async fn a_member_with_roles_that_the_caller_may_not_take_stays(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    let data = owner.post("/api/v2/organizations", &json!({"name": "data"})).await.json_of(201);
    let id = data["id"].as_str().unwrap();
    let (governor, admin) =
        (server.member_of("governor", &[id]).await, server.member_of("admin", &[id]).await);
    server.member_of("amira", &[id]).await;
    for (user, role) in [("governor", "organization-user-admin"), ("admin", "organization-admin")] {
        let path = format!("/api/v2/organizations/data/members/{user}/roles");
        owner.put(&path, &json!({"roles": [role]})).await.expect(200);
    }
    let path = |user: &str| format!("/api/v2/organizations/data/members/{user}");
    governor.delete(&path("admin")).await.expect(400);
    governor.delete(&path("amira")).await.expect(204);
    admin.delete(&path("governor")).await.expect(204);
}

#[apply(case)]
async fn removing_a_user_who_is_not_a_member_is_not_found(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    let data = owner.post("/api/v2/organizations", &json!({"name": "data"})).await.json_of(201);
    server.member_of("amira", &[data["id"].as_str().unwrap()]).await;
    let no_member = owner.delete(&format!("{MEMBERS}/amira")).await.expect(404);
    let nobody = owner.delete(&format!("{MEMBERS}/nobody")).await.expect(404);
    assert_eq!(no_member.body, nobody.body);
    owner.get("/api/v2/users/amira").await.expect(200);
}

#[apply(case)]
async fn removing_a_member_without_permission_is_not_found(engine: Engine) {
    let server = Server::start(engine).await;
    let amira = server.member("amira").await;
    server.member("jonas").await;
    let hidden = amira.delete(&format!("{MEMBERS}/jonas")).await.expect(404);
    let missing = amira.delete(&format!("{MEMBERS}/nobody")).await.expect(404);
    assert_eq!(hidden.body, missing.body);
    assert_eq!(server.owner().await.get(MEMBERS).await.json_of(200).as_array().unwrap().len(), 3);
}

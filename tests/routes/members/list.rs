//! `GET /organizations/{organization}/members` (TestListMembers)

use serde_json::{Value, json};

use crate::harness::{Engine, Server};
use crate::routes::stored;

const MEMBERS: &str = "/api/v2/organizations/default/members";

fn usernames(list: &Value) -> Vec<&str> {
    list.as_array().unwrap().iter().map(|one| one["username"].as_str().unwrap()).collect()
}

#[apply(case)]
async fn a_member_has_all_its_fields(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    let list = owner.get(MEMBERS).await.json_of(200);
    let default = owner.get("/api/v2/organizations/default").await.json_of(200);
    let me = owner.get("/api/v2/users/me").await.json_of(200);
    let member = list[0].as_object().unwrap();
    assert_eq!(member["user_id"], me["id"]);
    assert_eq!(member["organization_id"], default["id"]);
    assert_eq!((&member["roles"], &member["global_roles"]), (&json!([]), &me["roles"]));
    for field in ["username", "name", "avatar_url", "email", "status", "login_type", "last_seen_at"] {
        assert_eq!(member[field], me[field], "{field}");
    }
    assert_eq!(member["user_created_at"], me["created_at"]);
    assert_eq!(member["user_updated_at"], me["updated_at"]);
    assert_eq!(member.len(), 15, "{list}");
}

#[apply(case)]
async fn members_are_listed_by_username_in_any_letter_case(engine: Engine) {
    let server = Server::start(engine).await;
    for username in ["Zoe", "amira", "Jonas", "b-2", "B-10"] {
        server.member(username).await;
    }
    let list = server.owner().await.get(MEMBERS).await.json_of(200);
    assert_eq!(usernames(&list), ["amira", "B-10", "b-2", "Jonas", "owner", "Zoe"]);
}

#[apply(case)]
async fn a_plain_member_sees_only_themselves(engine: Engine) {
    let server = Server::start(engine).await;
    let amira = server.member("amira").await;
    server.member("jonas").await;
    let list = amira.get(MEMBERS).await.json_of(200);
    assert_eq!(usernames(&list), ["amira"]);
    assert_eq!(list[0]["global_roles"], json!([]));
}

/// TestListMembers
#[apply(case)]
async fn roles_that_read_members_see_all_of_them(engine: Engine) {
    let server = Server::start(engine).await;
    let mut amira = server.member("amira").await;
    let server = stored::give_roles(server, &mut amira, &["auditor"]).await;
    // The first request is the one that notes when somebody was last seen.
    amira.get("/api/v2/users/me").await.expect(200);
    let all = server.owner().await.get(MEMBERS).await.json_of(200);
    assert_eq!(usernames(&all), ["amira", "owner"]);
    assert_eq!(amira.get(MEMBERS).await.json_of(200), all);
}

#[apply(case)]
async fn suspended_members_are_listed_and_deleted_ones_are_not(engine: Engine) {
    let server = Server::start(engine).await;
    let mut amira = server.member("amira").await;
    let mut jonas = server.member("jonas").await;
    let server = stored::suspend(server, &mut amira).await;
    let server = stored::delete(server, &mut jonas).await;
    let list = server.owner().await.get(MEMBERS).await.json_of(200);
    assert_eq!(usernames(&list), ["amira", "owner"]);
    assert_eq!(list[0]["status"], "suspended");
}

#[apply(case)]
async fn the_members_of_a_hidden_organization_are_not_found(engine: Engine) {
    let server = Server::start(engine).await;
    server.owner().await.post("/api/v2/organizations", &json!({"name": "data"})).await.expect(201);
    let amira = server.member("amira").await;
    amira.get("/api/v2/organizations/data/members").await.expect(404);
    server.owner().await.get("/api/v2/organizations/nowhere/members").await.expect(404);
}

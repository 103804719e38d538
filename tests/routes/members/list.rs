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
async fn members_see_each_other_unless_the_organization_says_otherwise(engine: Engine) {
    let server = Server::start(engine).await;
    let amira = server.member("amira").await;
    server.member("jonas").await;
    let list = amira.get(MEMBERS).await.json_of(200);
    assert_eq!(usernames(&list), ["amira", "jonas", "owner"]);
    let page = amira.get("/api/v2/organizations/default/paginated-members").await.json_of(200);
    assert_eq!((&page["members"], &page["count"]), (&list, &json!(3)));
    assert_eq!(
        amira.get("/api/v2/users").await.json_of(200)["count"],
        1,
        "the users of the site are another list"
    );
    for body in [json!({"sharing_disabled": true}), json!({"shareable_workspace_owners": "service_accounts"})]
    {
        let setting = "/api/v2/organizations/default/settings/workspace-sharing";
        server.owner().await.patch(setting, &body).await.expect(200);
        let list = amira.get(MEMBERS).await.json_of(200);
        assert_eq!(usernames(&list), ["amira"], "{body}");
        assert_eq!(list[0]["global_roles"], json!([]));
        // Neither a search nor an order says anything about those who are hidden.
        for q in ["jonas", "user_id:{}", "role:owner", "email:jonas@example.com"] {
            let q = q.replace("{}", &server.owner().await.id);
            assert_eq!(amira.get(&format!("{MEMBERS}?q={q}")).await.json_of(200), json!([]), "{q}");
        }
        server.owner().await.patch(setting, &json!({})).await.expect(200);
        assert_eq!(usernames(&amira.get(MEMBERS).await.json_of(200)).len(), 3, "open again");
    }
}

#[apply(case)]
async fn members_are_searched_by_every_key_and_no_other(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    let amira = server.member("amira").await;
    server.member("jonas").await;
    owner
        .put(
            &format!("/api/v2/users/{}/profile", amira.id),
            &json!({"username": "amira", "name": "Amira Haddad"}),
        )
        .await
        .expect(200);
    let page = "/api/v2/organizations/default/paginated-members";
    for (q, expected) in [
        ("ami", &["amira"][..]),
        ("search:NAS", &["jonas"]),
        ("name:haddad", &["amira"]),
        ("name:%22amira%20haddad%22", &["amira"]),
        ("username:Jonas", &["jonas"]),
        ("username:jona", &[]),
        ("email:JONAS@example.com", &["jonas"]),
        ("email:jonas", &[]),
        ("role:owner", &["owner"]),
        ("status:suspended", &[]),
        ("login_type:password%20ami", &["amira"]),
        ("service_account:true", &[]),
        ("service_account:false%20ami", &["amira"]),
        ("user_id:{amira}", &["amira"]),
        ("user_id:{amira}%20jonas", &[]),
        ("github_user_id:7", &[]),
        ("github_com_user_id:0%20jonas", &["jonas"]),
        ("include_system:true%20jonas", &["jonas"]),
        ("created_before:2020-01-01", &[]),
    ] {
        let q = q.replace("{amira}", &amira.id);
        let list = owner.get(&format!("{MEMBERS}?q={q}")).await.json_of(200);
        assert_eq!(usernames(&list), expected, "{q}");
        let page = owner.get(&format!("{page}?q={q}")).await.json_of(200);
        assert_eq!((&page["members"], &page["count"]), (&list, &json!(expected.len())), "{q}");
        let users = owner.get(&format!("/api/v2/users?q={q}")).await.json_of(200);
        assert_eq!(
            (usernames(&users["users"]), &users["count"]),
            (expected.to_vec(), &json!(expected.len())),
            "{q}"
        );
    }
    for list in [MEMBERS, page, "/api/v2/users"] {
        let q = "colour:red%20user_id:7%20status:asleep%20include_system:2%20name:a%20name:b";
        let refused = owner.get(&format!("{list}?q={q}")).await.expect(400);
        assert_eq!(
            refused.faulty_fields(),
            ["colour", "include_system", "name", "status", "user_id"],
            "{list}"
        );
    }
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

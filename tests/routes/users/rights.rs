//! Nobody acts on an account with roles that they may not assign, and on nobody else's credentials with half
//! a credential.

use http::Method;
use serde_json::{Value, json};

use crate::harness::{Answer, Engine, Person, Server, secrets};
use crate::routes::stored;

const NEW: &str = "Nine-Herons-Paint-the-Harbour";

/// Every change of somebody else's account that a user admin may make of a member's, with the answer that it
/// has then.
async fn changes(admin: &Person, other: &Person) -> Vec<(&'static str, u16)> {
    secrets::register(NEW);
    let path = |rest: &str| format!("/api/v2/users/{}{rest}", other.id);
    let name = json!({"username": other.username, "name": "Somebody Else"});
    let theme = json!({"theme_preference": "dark", "terminal_font": "fira-code"});
    let suspend = admin.call(Method::PUT, &path("/status/suspend")).send().await.status;
    let activate = admin.call(Method::PUT, &path("/status/activate")).send().await.status;
    vec![
        ("profile", admin.put(&path("/profile"), &name).await.status),
        ("appearance", admin.put(&path("/appearance"), &theme).await.status),
        ("suspend", suspend),
        ("activate", activate),
        ("password", admin.put(&path("/password"), &json!({"password": NEW})).await.status),
        ("delete", admin.delete(&path("")).await.status),
    ]
}

#[apply(case)]
async fn a_user_admin_changes_members_and_nobody_with_more_rights(engine: Engine) {
    let server = Server::start(engine).await;
    let mut admin = server.member("admin").await;
    let owner = server.owner().await.clone();
    let organization = owner.post("/api/v2/organizations", &json!({"name": "castle"})).await.json_of(201);
    let organization = organization["id"].as_str().unwrap().to_owned();
    let permissions = json!([{"resource_type": "template", "action": "read"}]);
    let role = json!({"name": "deployers", "organization_permissions": permissions});
    owner.post(&format!("/api/v2/organizations/{organization}/members/roles"), &role).await.expect(200);
    let mut auditor = server.member("auditor").await;
    let (mut other_admin, member) = (server.member("other-admin").await, server.member("amira").await);
    let governor = server.member_of("governor", &[&organization]).await;
    let deployer = server.member_of("deployer", &[&organization]).await;
    for (person, role) in [(&governor, "organization-admin"), (&deployer, "deployers")] {
        let path = format!("/api/v2/organizations/{organization}/members/{}/roles", person.id);
        owner.put(&path, &json!({"roles": [role]})).await.expect(200);
    }
    let server = stored::give_roles(server, &mut auditor, &["auditor"]).await;
    let server = stored::give_roles(server, &mut other_admin, &["user-admin"]).await;
    let server = stored::give_roles(server, &mut admin, &["user-admin"]).await;
    for with_more in [&owner, &auditor, &other_admin, &governor, &deployer] {
        for (change, status) in changes(&admin, with_more).await {
            assert_eq!(status, 403, "{change} of {}", with_more.username);
        }
    }
    for (change, status) in changes(&admin, &member).await {
        assert!(matches!(status, 200 | 204), "{change} of a member: {status}");
    }
    let mut owner = owner;
    stored::follow(&server, &mut owner);
    owner.log_in().await;
}

/// A token of this person with these scopes.
async fn narrow(person: &Person, scopes: &[&str]) -> Person {
    let body = json!({"scopes": scopes});
    let made = person.post("/api/v2/users/me/keys/tokens", &body).await.json_of(201);
    let token = made["key"].as_str().unwrap().to_owned();
    secrets::register(&token);
    Person { token, ..person.clone() }
}

#[apply(case)]
async fn a_token_of_narrower_scope_touches_no_credentials_of_others(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    let amira = server.member("amira").await;
    secrets::register(NEW);
    let scopes = ["user:read", "user:update_personal", "api_key:*"];
    let narrow = narrow(owner, &scopes).await;
    let theirs = |rest: &str| format!("/api/v2/users/{}{rest}", amira.id);
    let key = &amira.token[..10];
    let answers: [Answer; 6] = [
        narrow.put(&theirs("/password"), &json!({"password": NEW})).await,
        narrow.call(Method::POST, &theirs("/keys")).send().await,
        narrow.post(&theirs("/keys/tokens"), &json!({"scopes": ["user:read"]})).await,
        narrow.delete(&theirs(&format!("/keys/{key}"))).await,
        narrow.call(Method::PUT, &theirs(&format!("/keys/{key}/expire"))).send().await,
        narrow.delete(&theirs("/keys")).await,
    ];
    for answer in answers {
        answer.expect(403);
    }
    amira.get("/api/v2/users/me").await.expect(200);
    amira.log_in().await;
    owner.put(&theirs("/password"), &json!({"password": NEW})).await.expect(204);
}

#[apply(case)]
async fn a_token_of_narrower_scope_gives_no_roles_to_new_accounts(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    let scopes =
        ["user:*", "assign_role:*", "organization:read", "organization_member:*", "assign_org_role:*"];
    let narrow = narrow(owner, &scopes).await;
    let nil = "00000000-0000-0000-0000-000000000000";
    secrets::register(NEW);
    let body = |roles: Value| {
        json!({"email": "second@example.com", "username": "second", "password": NEW,
               "organization_ids": [nil], "roles": roles})
    };
    narrow.post("/api/v2/users", &body(json!(["owner"]))).await.expect(403);
    narrow.post("/api/v2/users", &body(json!(["member"]))).await.expect(201);
}

#[apply(case)]
async fn only_the_logout_of_a_full_session_ends_others(engine: Engine) {
    let server = Server::start(engine).await;
    let amira = server.member("amira").await;
    let application = json!({"token_name": "app", "scope": "application_connect"});
    amira.post("/api/v2/users/me/keys/tokens", &application).await.expect(201);
    let names = || async {
        let listed = amira.get("/api/v2/users/me/keys/tokens").await.json_of(200);
        listed.as_array().unwrap().iter().map(|one| one["token_name"].clone()).collect::<Vec<_>>()
    };
    let narrow = narrow(&amira, &["group:read"]).await;
    narrow.call(Method::POST, "/api/v2/users/logout").send().await.expect(200);
    assert_eq!(names().await, [json!("app")]);
    let second = Person { token: amira.log_in().await, ..amira.clone() };
    second.call(Method::POST, "/api/v2/users/logout").send().await.expect(200);
    assert!(names().await.is_empty());
}

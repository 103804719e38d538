//! `POST /users`: what is refused, and in which order (TestPostUsers, TestEnterprisePostUser)

use serde_json::{Value, json};

use crate::harness::{Engine, Person, Server, secrets};

const USERS: &str = "/api/v2/users";

async fn account(owner: &Person, username: &str) -> Value {
    let default = owner.get("/api/v2/organizations/default").await.json_of(200);
    json!({
        "email": format!("{username}@example.com"), "username": username,
        "password": "seven-otters-juggle-lanterns", "organization_ids": [default["id"]],
    })
}

#[apply(case)]
async fn creating_a_user_without_permission_is_forbidden_before_anything_else(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    let member = server.member("amira").await;
    let fresh = member.post(USERS, &account(owner, "nadia").await).await.expect(403);
    let taken = member.post(USERS, &account(owner, "owner").await).await.expect(403);
    let unknown = json!({"email": "a@example.com", "username": "a", "organization_ids": ["7d0f2f3c-3c0a-4f57-8d2f-000000000000"]});
    let unknown = member.post(USERS, &unknown).await.expect(403);
    let malformed = member.post(USERS, &json!({"username": 1})).await.expect(403);
    for other in [taken, unknown, malformed] {
        assert_eq!(other.body, fresh.body, "a refusal tells nothing about which accounts exist");
    }
    owner.get(&format!("{USERS}/nadia")).await.expect(404);
}

/// TestPostUsers/Conflicting
#[apply(case)]
async fn a_taken_username_or_email_address_is_refused_in_any_letter_case(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    owner.post(USERS, &account(owner, "nadia").await).await.expect(201);
    for (username, email) in
        [("NADIA", "new@example.com"), ("other", "Nadia@Example.com"), ("nadia", "nadia@example.com")]
    {
        let mut body = account(owner, username).await;
        body["email"] = email.into();
        let refused = owner.post(USERS, &body).await.expect(409);
        assert!(!refused.message().is_empty());
    }
    owner.get(&format!("{USERS}/other")).await.expect(404);
}

/// TestEnterprisePostUser/CreateWithoutOrg
#[apply(case)]
async fn a_user_without_an_organization_is_refused(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    for none in [Value::Null, json!([])] {
        let mut body = account(owner, "nadia").await;
        body["organization_ids"] = none;
        let refused = owner.post(USERS, &body).await.expect(400);
        assert!(refused.message().contains("No organization specified"), "{}", refused.text());
        assert_eq!(refused.faulty_fields(), ["organization_ids"]);
    }
    let mut absent = account(owner, "nadia").await;
    absent.as_object_mut().unwrap().remove("organization_ids");
    assert_eq!(owner.post(USERS, &absent).await.expect(400).faulty_fields(), ["organization_ids"]);
}

/// TestPostUsers/OrganizationNotFound
#[apply(case)]
async fn an_unknown_organization_is_not_found_and_nothing_is_created(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    let mut body = account(owner, "nadia").await;
    let known = body["organization_ids"][0].clone();
    body["organization_ids"] = json!([known, "7d0f2f3c-3c0a-4f57-8d2f-000000000000"]);
    let missing = owner.post(USERS, &body).await.expect(404);
    assert_eq!(missing.message(), "Resource not found or you do not have access to this resource");
    owner.get(&format!("{USERS}/nadia")).await.expect(404);
    let gone = owner.post("/api/v2/organizations", &json!({"name": "gone"})).await.json_of(201);
    owner.delete("/api/v2/organizations/gone").await.expect(200);
    body["organization_ids"] = json!([gone["id"]]);
    owner.post(USERS, &body).await.expect(404);
}

async fn with_token(owner: &Person, token: &Value) -> Person {
    let made = owner.post("/api/v2/users/me/keys/tokens", token).await.json_of(201);
    let token = made["key"].as_str().unwrap().to_owned();
    secrets::register(&token);
    Person { token, ..owner.clone() }
}

/// TestEnterprisePostUser/OrganizationNoAccess
#[apply(case)]
async fn an_organization_that_the_caller_may_not_read_is_not_found(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    let mut body = account(owner, "nadia").await;
    let hidden = owner.post("/api/v2/organizations", &json!({"name": "hidden"})).await.json_of(201);
    let known = format!("organization:{}", body["organization_ids"][0].as_str().unwrap());
    let allow_list = json!(["user:*", "organization_member:*", "assign_org_role:*", known]);
    let narrow = with_token(owner, &json!({"allow_list": allow_list})).await;
    let seen = body["organization_ids"].clone();
    body["organization_ids"] = json!([hidden["id"]]);
    let missing = narrow.post(USERS, &body).await.expect(404);
    assert_eq!(missing.message(), "Resource not found or you do not have access to this resource");
    owner.get(&format!("{USERS}/nadia")).await.expect(404);
    body["organization_ids"] = seen;
    narrow.post(USERS, &body).await.expect(201);
}

#[apply(case)]
async fn an_organization_that_the_scopes_of_the_token_may_not_read_is_refused(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    let body = account(owner, "nadia").await;
    let scopes = ["user:*", "organization_member:*", "assign_org_role:*"];
    let narrow = with_token(owner, &json!({"scopes": scopes})).await;
    let refused = narrow.post(USERS, &body).await.expect(403);
    assert!(refused.text().contains("organization:read"), "{}", refused.text());
    owner.get(&format!("{USERS}/nadia")).await.expect(404);
}

#[apply(case)]
async fn an_easy_password_is_refused(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    for easy in ["", "password", "abcdefghijklmnop"] {
        let mut body = account(owner, "nadia").await;
        body["password"] = easy.into();
        let refused = owner.post(USERS, &body).await.expect(400);
        assert_eq!(refused.faulty_fields(), ["password"], "{easy:?}");
    }
    let mut long = account(owner, "nadia").await;
    long["password"] = "Tz4!kPq9".repeat(9).into();
    assert_eq!(owner.post(USERS, &long).await.expect(400).faulty_fields(), ["password"]);
    long["password"] = "Tz4!kPq9".repeat(8).into();
    owner.post(USERS, &long).await.expect(201);
}

#[apply(case)]
async fn a_password_beside_another_login_type_is_refused(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    let mut body = account(owner, "nadia").await;
    body["login_type"] = "none".into();
    body["service_account"] = true.into();
    body["email"] = "".into();
    assert_eq!(owner.post(USERS, &body).await.expect(400).faulty_fields(), ["password"]);
    body["password"] = "".into();
    owner.post(USERS, &body).await.expect(201);
}

#[apply(case)]
async fn a_login_type_that_can_not_be_used_is_refused(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    for login_type in ["token", "oidc", "github", "magic"] {
        let mut body = account(owner, "nadia").await;
        body.as_object_mut().unwrap().remove("password");
        body["login_type"] = login_type.into();
        let refused = owner.post(USERS, &body).await.expect(400);
        assert_eq!(refused.faulty_fields(), ["login_type"], "{login_type}");
    }
    let mut empty = account(owner, "nadia").await;
    empty["login_type"] = "".into();
    assert_eq!(owner.post(USERS, &empty).await.json_of(201)["login_type"], "password");
}

#[apply(case)]
async fn the_username_me_is_reserved(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    for username in ["me", "ME", "new", "create"] {
        let mut body = account(owner, username).await;
        body["email"] = "somebody@example.com".into();
        let refused = owner.post(USERS, &body).await.expect(400);
        assert_eq!(refused.faulty_fields(), ["username"], "{username}");
    }
}

#[apply(case)]
async fn faults_of_a_user_are_named_together(engine: Engine) {
    let server = Server::start(engine).await;
    let body = json!({
        "email": "no address", "username": "-a", "name": " padded", "user_status": "asleep",
        "organization_ids": ["no uuid"], "login_type": "magic",
    });
    let refused = server.owner().await.post(USERS, &body).await.expect(400);
    assert_eq!(refused.message(), "Validation failed.");
    let fields = ["email", "login_type", "name", "organization_ids[0]", "user_status", "username"];
    assert_eq!(refused.faulty_fields(), fields);
}

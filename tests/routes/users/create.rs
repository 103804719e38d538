//! `POST /users`: what is created (TestPostUsers, TestEnterprisePostUser)

use http::Method;
use serde_json::{Value, json};

use crate::harness::{Call, Engine, Person, Server, secrets};

const USERS: &str = "/api/v2/users";
const PASSWORD: &str = "nadia-Likes-47-Green-Lanterns";

#[apply(case)]
async fn null_counts_as_absent_in_a_new_user(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    let mut body = account("nadia");
    body["organization_ids"] = json!([default_id(owner).await]);
    for field in
        ["name", "login_type", "user_status", "organization_id", "disable_login", "roles", "service_account"]
    {
        body[field] = Value::Null;
    }
    let made = owner.post(USERS, &body).await.json_of(201);
    assert_eq!((&made["name"], &made["login_type"]), (&json!(""), &json!("password")));
    let robot = json!({"email": "", "username": "robot", "password": null, "service_account": true,
        "login_type": "none", "organization_ids": body["organization_ids"]});
    owner.post(USERS, &robot).await.expect(201);
}

fn account(username: &str) -> Value {
    secrets::register(PASSWORD);
    json!({"email": format!("{username}@example.com"), "username": username, "password": PASSWORD})
}

async fn organization(owner: &Person, name: &str) -> Value {
    owner.post("/api/v2/organizations", &json!({"name": name})).await.json_of(201)["id"].clone()
}

async fn default_id(owner: &Person) -> Value {
    owner.get("/api/v2/organizations/default").await.json_of(200)["id"].clone()
}

async fn log_in(server: &Server, email: &str) -> String {
    let call: Call = server.post("/api/v2/users/login", &json!({"email": email, "password": PASSWORD}));
    let session = call.send().await.json_of(201);
    let token = session["session_token"].as_str().unwrap().to_owned();
    secrets::register(&token);
    token
}

/// TestPostUsers/Create, TestEnterprisePostUser/MultipleOrganizations
#[apply(case)]
async fn a_user_is_created_in_the_organizations_that_are_named(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    let (one, two) = (organization(owner, "one").await, organization(owner, "two").await);
    let mut body = account("Nadia");
    body["name"] = "Nadia Nasser".into();
    body["organization_ids"] = json!([one, two, one]);
    let made = owner.post(USERS, &body).await.json_of(201);
    for (field, value) in [
        ("email", "Nadia@example.com"),
        ("username", "Nadia"),
        ("name", "Nadia Nasser"),
        ("login_type", "password"),
    ] {
        assert_eq!(made[field], value, "{field}");
    }
    let mut ids: Vec<_> = made["organization_ids"].as_array().unwrap().iter().map(Value::to_string).collect();
    let mut expected = vec![one.to_string(), two.to_string()];
    ids.sort();
    expected.sort();
    assert_eq!(ids, expected);
    assert_eq!(made["roles"], json!([]));
    assert_eq!(made["created_at"], made["updated_at"]);
    assert_eq!(owner.get(&format!("{USERS}/nadia")).await.json_of(200), made);
    for name in ["one", "two"] {
        let members = owner.get(&format!("/api/v2/organizations/{name}/members")).await.json_of(200);
        let there = members.as_array().unwrap().iter().any(|member| member["user_id"] == made["id"]);
        assert!(there, "{name}: {members}");
    }
}

/// TestPostUsers/LastSeenAt
#[apply(case)]
async fn a_new_user_is_dormant_until_the_first_login(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    let mut body = account("nadia");
    body["organization_ids"] = json!([default_id(owner).await]);
    body["user_status"] = Value::Null;
    let made = owner.post(USERS, &body).await.json_of(201);
    assert_eq!((&made["status"], &made["last_seen_at"]), (&json!("dormant"), &json!("0001-01-01T00:00:00Z")));
    log_in(&server, "nadia@example.com").await;
    let after = owner.get(&format!("{USERS}/nadia")).await.json_of(200);
    assert_eq!(after["status"], "active");
}

#[apply(case)]
async fn a_request_makes_a_dormant_user_active(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    let mut body = account("nadia");
    body["organization_ids"] = json!([default_id(owner).await]);
    owner.post(USERS, &body).await.expect(201);
    let token = log_in(&server, "nadia@example.com").await;
    let me = server.call(Method::GET, "/api/v2/users/me").token(&token).send().await.json_of(200);
    assert_eq!(me["status"], "active");
    assert_ne!(me["last_seen_at"], "0001-01-01T00:00:00Z");
}

/// TestPostUsers/CreateWithStatus
#[apply(case)]
async fn a_user_can_be_created_active_or_suspended(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    for status in ["active", "suspended"] {
        let mut body = account(status);
        body["organization_ids"] = json!([default_id(owner).await]);
        body["user_status"] = status.into();
        assert_eq!(owner.post(USERS, &body).await.json_of(201)["status"], status);
    }
    let body = json!({"email": "suspended@example.com", "password": PASSWORD});
    let refused = server.post("/api/v2/users/login", &body).send().await.expect(401);
    assert!(refused.message().contains("suspended"), "{}", refused.text());
}

#[apply(case)]
async fn the_nil_uuid_and_the_older_field_name_organizations_too(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    let default = default_id(owner).await;
    let one = organization(owner, "one").await;
    let nil = "00000000-0000-0000-0000-000000000000";
    let made = |username: &str, more: Value| {
        let mut body = account(username);
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        async move { owner.post(USERS, &body).await.json_of(201)["organization_ids"].clone() }
    };
    assert_eq!(made("a", json!({"organization_ids": [nil]})).await, json!([default]));
    assert_eq!(made("b", json!({"organization_id": one})).await, json!([one]));
    assert_eq!(made("c", json!({"organization_id": nil, "organization_ids": null})).await, json!([default]));
    let both = made("d", json!({"organization_id": one, "organization_ids": [default, nil]})).await;
    assert_eq!(both.as_array().unwrap().len(), 2, "{both}");
}

/// TestPostUsers/CreateNoneLoginType
#[apply(case)]
async fn an_account_that_can_not_log_in_needs_no_password(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    let default = default_id(owner).await;
    for (username, field, value) in
        [("robot", "login_type", json!("none")), ("older", "disable_login", json!(true))]
    {
        let mut body = json!({"email": "", "username": username, "service_account": true});
        body["organization_ids"] = json!([default]);
        body[field] = value;
        assert_eq!(owner.post(USERS, &body).await.json_of(201)["login_type"], "none", "{username}");
    }
}

#[apply(case)]
async fn empty_names_and_avatars_of_users_are_empty_strings(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    let mut body = account("nadia");
    body["organization_ids"] = json!([default_id(owner).await]);
    let made = owner.post(USERS, &body).await.json_of(201);
    assert_eq!((&made["name"], &made["avatar_url"]), (&json!(""), &json!("")));
    let members = owner.get("/api/v2/organizations/default/members").await.json_of(200);
    assert_eq!((&members[0]["name"], &members[0]["avatar_url"]), (&json!(""), &json!("")));
    assert!(made.get("theme_preference").is_none(), "nobody has chosen one");
}

#[apply(case)]
async fn a_name_of_a_deleted_user_is_free_again(engine: Engine) {
    let server = Server::start(engine).await;
    let mut nadia = server.member("nadia").await;
    let server = crate::routes::stored::delete(server, &mut nadia).await;
    let again = server.member("nadia").await;
    assert_ne!(again.id, nadia.id);
}

#[apply(case)]
async fn of_many_writers_of_one_username_exactly_one_wins(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await.clone();
    let default = default_id(&owner).await;
    let calls = (0..12).map(|number| {
        let mut body = account(if number % 2 == 0 { "race" } else { "RACE" });
        body["email"] = format!("racer{number}@example.com").into();
        body["organization_ids"] = json!([default]);
        let owner = owner.clone();
        async move { owner.post(USERS, &body).await.status }
    });
    let mut statuses = futures::future::join_all(calls).await;
    statuses.sort_unstable();
    assert_eq!(statuses[0], 201);
    assert!(statuses[1..].iter().all(|status| *status == 409), "{statuses:?}");
    let members = owner.get("/api/v2/organizations/default/members").await.json_of(200);
    assert_eq!(members.as_array().unwrap().len(), 2);
}

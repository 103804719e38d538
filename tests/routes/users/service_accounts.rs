//! Accounts of machines.

use serde_json::{Value, json};

use crate::harness::{Engine, Person, Server, secrets};

const DEFAULT: &str = "00000000-0000-0000-0000-000000000000";

fn robot(name: &str, more: Value) -> Value {
    let mut body =
        json!({"email": "", "username": name, "service_account": true, "organization_ids": [DEFAULT]});
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    body
}

#[apply(case)]
async fn a_service_account_has_no_address_and_acts_with_its_tokens(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    let made = owner.post("/api/v2/users", &robot("sa1", json!({"login_type": "none"}))).await.json_of(201);
    assert_eq!(
        (&made["is_service_account"], &made["email"], &made["login_type"]),
        (&json!(true), &json!(""), &json!("none"))
    );
    // The address is no name that only one may have.
    owner.post("/api/v2/users", &robot("sa2", json!({}))).await.expect(201);
    let login = json!({"email": "", "password": "x"});
    let refused = server.post("/api/v2/users/login", &login).send().await;
    assert!(matches!(refused.status, 400 | 401), "{}", refused.text());
    let path = format!("/api/v2/users/{}/keys/tokens", made["id"].as_str().unwrap());
    let key = owner.post(&path, &json!({"token_name": "ci"})).await.json_of(201);
    let token = key["key"].as_str().unwrap().to_owned();
    secrets::register(&token);
    let robot = Person { token, ..owner.clone() };
    let me = robot.get("/api/v2/users/me").await.json_of(200);
    assert_eq!((&me["username"], &me["status"]), (&json!("sa1"), &json!("active")));
}

#[apply(case)]
async fn searches_distinguish_service_accounts_from_people(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    owner.post("/api/v2/users", &robot("sa1", json!({}))).await.expect(201);
    let found = |q: &'static str| async move {
        let page = owner.get(&format!("/api/v2/users?q={q}")).await.json_of(200);
        let names: Vec<_> =
            page["users"].as_array().unwrap().iter().map(|one| one["username"].clone()).collect();
        assert_eq!(page["count"], json!(names.len()));
        names
    };
    assert_eq!(found("service_account:true").await, [json!("sa1")]);
    assert_eq!(found("service_account:false").await, [json!("owner")]);
    let refused = owner.get("/api/v2/users?q=service_account:maybe").await.expect(400);
    assert_eq!(refused.faulty_fields(), ["service_account"]);
}

#[apply(case)]
async fn what_a_service_account_cannot_have_is_named(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    for (body, fields) in [
        (robot("sa1", json!({"email": "sa1@example.com"})), vec!["email"]),
        (robot("sa1", json!({"login_type": "password", "password": "x"})), vec!["login_type"]),
        (robot("sa1", json!({"password": "Nine-Herons-Paint"})), vec!["password"]),
        (robot("sa1", json!({"service_account": false, "login_type": "none"})), vec!["email", "login_type"]),
        (robot("new", json!({"service_account": false})), vec!["email", "username"]),
    ] {
        secrets::register("Nine-Herons-Paint");
        let refused = owner.post("/api/v2/users", &body).await.expect(400);
        assert_eq!(refused.faulty_fields(), fields, "{body}");
    }
}

#[apply(case)]
async fn an_address_that_mail_cannot_reach_is_refused_wherever_an_account_is_made(engine: Engine) {
    let server = Server::start(engine).await;
    for email in ["a@b", "a@localhost", "a@[127.0.0.1]", "a@127.0.0.1"] {
        let password = "owner-Likes-47-Green-Lanterns";
        secrets::register(password);
        let body = json!({"email": email, "username": "first", "password": password});
        let mut call = server.post("/api/v2/users/first", &body);
        if let Some(token) = server.setup_token() {
            call = call.header("x-setup-token", token);
        }
        assert_eq!(call.send().await.expect(400).faulty_fields(), ["email"], "{email}");
    }
    let owner = server.owner().await;
    for email in ["a@b", "a@localhost", "a@[127.0.0.1]"] {
        let body = json!({"email": email, "username": "jonas", "password": "jonas-Likes-47-Green-Lanterns",
                          "organization_ids": [DEFAULT]});
        secrets::register("jonas-Likes-47-Green-Lanterns");
        assert_eq!(
            owner.post("/api/v2/users", &body).await.expect(400).faulty_fields(),
            ["email"],
            "{email}"
        );
    }
}

#[apply(case)]
async fn only_the_lower_case_of_reserved_words_is_reserved(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    for (name, status) in
        [("new", 400), ("create", 400), ("New", 201), ("CREATE", 201), ("prebuilds", 400), ("Prebuilds", 400)]
    {
        assert_eq!(owner.post("/api/v2/users", &robot(name, json!({}))).await.status, status, "{name}");
    }
}

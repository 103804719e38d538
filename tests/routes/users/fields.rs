//! What is sent is what is kept: each writable field of each operation on accounts and keys.

use http::Method;
use serde_json::{Value, json};

use crate::harness::{Engine, Server, secrets};

const DEFAULT: &str = "00000000-0000-0000-0000-000000000000";

#[apply(case)]
async fn every_field_of_a_new_account_is_acted_upon(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    let password = "jonas-Likes-47-Green-Lanterns";
    secrets::register(password);
    let base = json!({"email": "jonas@example.com", "username": "jonas", "password": password,
                      "organization_ids": [DEFAULT]});
    let default = owner.get("/api/v2/organizations/default").await.json_of(200)["id"].clone();
    let table: [(&str, Value, &str, Value); 8] = [
        ("email", json!("Jonas@Example.com"), "/email", json!("Jonas@Example.com")),
        ("username", json!("jonas-b"), "/username", json!("jonas-b")),
        ("name", json!("Jonas Berg"), "/name", json!("Jonas Berg")),
        ("user_status", json!("suspended"), "/status", json!("suspended")),
        ("login_type", json!("password"), "/login_type", json!("password")),
        (
            "roles",
            json!(["auditor", "member", "auditor"]),
            "/roles",
            json!([{"name": "auditor", "display_name": "Auditor"}]),
        ),
        ("organization_ids", json!([default]), "/organization_ids", json!([default])),
        ("organization_id", json!(default), "/organization_ids", json!([default])),
    ];
    for (field, sent, place, expected) in table {
        let mut body = base.clone();
        body[field] = sent;
        if field == "organization_id" {
            body["organization_ids"] = Value::Null;
        }
        let made = owner.post("/api/v2/users", &body).await.json_of(201);
        let path = format!("/api/v2/users/{}", made["id"].as_str().unwrap());
        assert_eq!(owner.get(&path).await.json_of(200).pointer(place), Some(&expected), "{field}");
        owner.delete(&path).await.expect(200);
    }
    let mut body = base;
    body["roles"] = json!(["organization-admin", "nobody"]);
    let refused = owner.post("/api/v2/users", &body).await.expect(400);
    assert_eq!(refused.faulty_fields(), ["roles[0]", "roles[1]"]);
}

#[apply(case)]
async fn every_field_of_profile_and_appearance_is_given_back(engine: Engine) {
    let server = Server::start(engine).await;
    let amira = server.member("amira").await;
    let me = "/api/v2/users/me";
    let profile =
        json!({"username": "amira-h", "name": "Amira Haddad", "avatar_url": "https://example.com/a.png"});
    amira.put(&format!("{me}/profile"), &profile).await.expect(200);
    let seen = amira.get(me).await.json_of(200);
    for field in ["username", "name", "avatar_url"] {
        assert_eq!(seen[field], profile[field], "{field}");
    }
    // What is left out stays as it is.
    let seen = amira.put(&format!("{me}/profile"), &json!({"username": "amira"})).await.json_of(200);
    assert_eq!((&seen["name"], &seen["avatar_url"]), (&profile["name"], &profile["avatar_url"]));
    let appearance = format!("{me}/appearance");
    for chosen in [
        json!({"theme_preference": "dark", "theme_mode": "sync", "theme_light": "light", "theme_dark": "blue",
               "terminal_font": "geist-mono"}),
        json!({"theme_preference": "light", "theme_mode": "single", "theme_light": "a", "theme_dark": "b",
               "terminal_font": "jetbrains-mono"}),
        json!({"theme_preference": "", "theme_mode": "single", "theme_light": "", "theme_dark": "",
               "terminal_font": ""}),
    ] {
        amira.put(&appearance, &chosen).await.expect(200);
        assert_eq!(amira.get(&appearance).await.json_of(200), chosen);
        // Whatever is read can be sent.
        amira.put(&appearance, &chosen).await.expect(200);
    }
    let refused = amira.put(&appearance, &json!({"theme_mode": "sync"})).await.expect(400);
    assert_eq!(refused.faulty_fields(), ["theme_dark", "theme_light"]);
    let one = amira.put(&appearance, &json!({"theme_preference": "dark"})).await.json_of(200);
    assert_eq!((&one["theme_preference"], &one["theme_mode"]), (&json!("dark"), &json!("single")));
}

#[apply(case)]
async fn every_field_of_a_token_is_given_back(engine: Engine) {
    let server = Server::start(engine).await;
    let amira = server.member("amira").await;
    let tokens = "/api/v2/users/me/keys/tokens";
    let workspace = "workspace:8f8e1f0e-4b58-4f0e-a8f5-0a3b7f4f6f11";
    let one = json!({"token_name": "one", "lifetime": 120_000_000_000_i64,
                     "scopes": ["user:read", "workspace:*"], "allow_list": [workspace]});
    let made = amira.post(tokens, &one).await.json_of(201);
    secrets::register(made["key"].as_str().unwrap());
    let seen = amira.get(&format!("{tokens}/one")).await.json_of(200);
    assert_eq!(
        (&seen["token_name"], &seen["lifetime_seconds"], &seen["scopes"], &seen["allow_list"]),
        (&one["token_name"], &json!(120), &one["scopes"], &one["allow_list"])
    );
    for (scope, word, scopes) in [
        ("", "all", json!(["coder:all"])),
        ("all", "all", json!(["coder:all"])),
        ("coder:all", "all", json!(["coder:all"])),
        ("application_connect", "application_connect", json!(["coder:application_connect"])),
        ("workspace:read", "", json!(["workspace:read"])),
        ("api_key:*", "", json!(["api_key:*"])),
        ("coder:apikeys.manage_self", "", json!(["coder:apikeys.manage_self"])),
    ] {
        let name = format!("scope-{}", scope.replace([':', '*', '.'], "-"));
        let made = amira.post(tokens, &json!({"token_name": name, "scope": scope})).await.json_of(201);
        secrets::register(made["key"].as_str().unwrap());
        let seen = amira.get(&format!("{tokens}/{name}")).await.json_of(200);
        assert_eq!((&seen["scope"], &seen["scopes"]), (&json!(word), &scopes), "{scope}");
    }
    let unknown = json!({"scope": "colour:read", "allow_list": ["x"]});
    assert_eq!(amira.post(tokens, &unknown).await.expect(400).faulty_fields(), ["allow_list[0]", "scope"]);
}

#[apply(case)]
async fn the_organizations_of_a_user_begin_with_the_default_one_and_go_on_in_the_order_of_joining(
    engine: Engine,
) {
    let server = Server::start(engine).await;
    let (owner, amira) = (server.owner().await, server.member("amira").await);
    let default = owner.get("/api/v2/organizations/default").await.json_of(200)["id"].clone();
    let mut expected = vec![default];
    for name in ["zebra", "yak", "ant", "bee"] {
        server.clock.advance(chrono::TimeDelta::seconds(1));
        let made = owner.post("/api/v2/organizations", &json!({"name": name})).await.json_of(201);
        let id = made["id"].as_str().unwrap().to_owned();
        let path = format!("/api/v2/organizations/{id}/members/amira");
        owner.call(Method::POST, &path).send().await.expect(200);
        expected.push(json!(id));
    }
    let expected = json!(expected);
    assert_eq!(amira.get("/api/v2/users/me").await.json_of(200)["organization_ids"], expected);
    let page = owner.get("/api/v2/users?q=amira").await.json_of(200);
    assert_eq!(page["users"][0]["organization_ids"], expected);
    let listed = amira.get("/api/v2/users/me/organizations").await.json_of(200);
    let ids: Vec<_> = listed.as_array().unwrap().iter().map(|one| one["id"].clone()).collect();
    assert_eq!(json!(ids), expected);
    let profile = amira.put("/api/v2/users/me/profile", &json!({"username": "amira"})).await.json_of(200);
    assert_eq!(profile["organization_ids"], expected);
}

#[apply(case)]
async fn a_token_of_any_scope_reads_the_names_of_the_users_own_organizations(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    let body = json!({"name": "castle", "display_name": "The Castle", "description": "secret plans"});
    let made = owner.post("/api/v2/organizations", &body).await.json_of(201);
    let amira = server.member_of("amira", &[made["id"].as_str().unwrap()]).await;
    let token =
        amira.post("/api/v2/users/me/keys/tokens", &json!({"scope": "workspace:read"})).await.json_of(201);
    let token = token["key"].as_str().unwrap().to_owned();
    secrets::register(&token);
    let narrow = crate::harness::Person { token, ..amira.clone() };
    for user in ["me", "amira", amira.id.as_str()] {
        let listed = narrow.get(&format!("/api/v2/users/{user}/organizations")).await.json_of(200);
        assert_eq!(
            (&listed[0]["name"], &listed[0]["display_name"], &listed[0]["description"]),
            (&json!("castle"), &json!("The Castle"), &json!(""))
        );
    }
    let whole = amira.get("/api/v2/users/me/organizations").await.json_of(200);
    assert_eq!(whole[0]["description"], "secret plans");
    narrow.get("/api/v2/users/owner/organizations").await.expect(404);
}

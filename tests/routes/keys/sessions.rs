//! `POST /users/{user}/keys`, and how long sessions last.

use chrono::TimeDelta;
use http::Method;
use serde_json::json;

use crate::harness::{Engine, Options, Person, Server, secrets};
use crate::routes::stored;

const KEYS: &str = "/api/v2/users/me/keys";

#[apply(case)]
async fn a_session_key_is_like_the_session_of_a_login(engine: Engine) {
    let server = Server::start(engine).await;
    let amira = server.member("amira").await;
    let made = amira.call(Method::POST, KEYS).send().await.json_of(201);
    let token = made["key"].as_str().unwrap().to_owned();
    secrets::register(&token);
    let key = amira.get(&format!("{KEYS}/{}", &token[..10])).await.json_of(200);
    assert_eq!((&key["login_type"], &key["lifetime_seconds"]), (&json!("password"), &json!(604_800)));
    assert_eq!(amira.get(&format!("{KEYS}/tokens")).await.json_of(200), json!([]), "it is no token");
    Person { token, ..amira }.get("/api/v2/users/me").await.expect(200);
}

#[apply(case)]
async fn session_keys_for_others_need_an_owner(engine: Engine) {
    let server = Server::start(engine).await;
    server.member("amira").await;
    let mut admin = server.member("admin").await;
    let server = stored::give_roles(server, &mut admin, &["user-admin"]).await;
    admin.call(Method::POST, "/api/v2/users/amira/keys").send().await.expect(403);
    admin.call(Method::POST, "/api/v2/users/nobody/keys").send().await.expect(404);
    let made = server.owner().await.call(Method::POST, "/api/v2/users/amira/keys").send().await.json_of(201);
    secrets::register(made["key"].as_str().unwrap());
}

/// TestSessionExpiry
#[apply(case)]
async fn session_expiry_is_a_setting(engine: Engine) {
    let options = Options { flags: vec![("session-lifetime", "2h".into())], ..Options::default() };
    let server = Server::start_with(engine, options).await;
    let amira = server.member("amira").await;
    let late = Person { token: amira.log_in().await, ..amira.clone() };
    server.clock.advance(TimeDelta::minutes(119));
    amira.get("/api/v2/users/me").await.expect(200);
    server.clock.advance(TimeDelta::minutes(2));
    late.get("/api/v2/users/me").await.expect(401);
    amira.get("/api/v2/users/me").await.expect(200);
}

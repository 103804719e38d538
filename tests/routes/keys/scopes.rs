//! What keys of narrow scope reach.

use http::Method;
use serde_json::json;

use super::tokens::with_token;
use crate::harness::{Engine, Person, Server, secrets};

const TOKENS: &str = "/api/v2/users/me/keys/tokens";

/// TestTokenScoped, TestAPIKey/ValidWithScope
#[apply(case)]
async fn token_scoped_to_applications_does_nothing_else(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    let token = with_token(owner, &json!({"token_name": "apps", "scope": "application_connect"})).await;
    let listed = owner.get(&format!("{TOKENS}/apps")).await.json_of(200);
    assert_eq!(
        (&listed["scope"], &listed["scopes"]),
        (&json!("application_connect"), &json!(["coder:application_connect"]))
    );
    token.get("/api/v2/users/me").await.expect(403);
    token.post(TOKENS, &json!({})).await.expect(403);
    assert_eq!(token.get("/api/v2/users").await.json_of(200), json!({"users": [], "count": 0}));
}

#[apply(case)]
async fn token_scoped_by_names_does_what_they_name(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    let body = json!({"token_name": "reader", "scopes": ["user:read"], "scope": "all"});
    let token = with_token(owner, &body).await;
    let listed = owner.get(&format!("{TOKENS}/reader")).await.json_of(200);
    assert_eq!((&listed["scope"], &listed["scopes"]), (&json!(""), &json!(["user:read"])));
    token.get("/api/v2/users/me").await.expect(200);
    token.put("/api/v2/users/me/profile", &json!({"username": "renamed"})).await.expect(403);
    token.get("/api/v2/organizations/default").await.expect(403);
    token.get(&format!("{TOKENS}/reader")).await.expect(403);
}

#[apply(case)]
async fn token_with_an_allow_list_reaches_only_its_objects(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    let amira = server.member("amira").await;
    let body = json!({"token_name": "one", "allow_list": [format!("user:{}", amira.id)]});
    let token = with_token(owner, &body).await;
    let listed = owner.get(&format!("{TOKENS}/one")).await.json_of(200);
    assert_eq!(listed["allow_list"], json!([format!("user:{}", amira.id)]));
    token.get("/api/v2/users/amira").await.expect(200);
    token.get("/api/v2/users/owner").await.expect(404);
}

#[apply(case)]
async fn a_token_of_narrow_scope_can_not_make_wider_ones(engine: Engine) {
    let server = Server::start(engine).await;
    let body = json!({"scopes": ["coder:apikeys.manage_self"]});
    let token = with_token(server.owner().await, &body).await;
    for wider in [
        json!({}),
        json!({"scope": "all"}),
        json!({"scopes": ["user:*"]}),
        json!({"scopes": ["api_key:*", "user:read"]}),
    ] {
        let refused = token.post(TOKENS, &wider).await.expect(403);
        assert!(refused.json()["detail"].as_str().unwrap().contains("further than your own"), "{wider}");
    }
    with_token(&token, &body).await;
}

#[apply(case)]
async fn a_session_key_reaches_as_far_as_the_key_that_asked_for_it(engine: Engine) {
    let server = Server::start(engine).await;
    let body = json!({"scopes": ["coder:apikeys.manage_self"]});
    let token = with_token(server.owner().await, &body).await;
    let made = token.call(Method::POST, "/api/v2/users/me/keys").send().await.json_of(201);
    let key = made["key"].as_str().unwrap().to_owned();
    secrets::register(&key);
    let session = Person { token: key, ..token };
    session.get("/api/v2/users/me").await.expect(200);
    session.get("/api/v2/organizations/default").await.expect(403);
}

#[apply(case)]
async fn scopes_and_objects_that_do_not_exist_are_named(engine: Engine) {
    let server = Server::start(engine).await;
    let body = json!({"scopes": ["user:read", "user:fly"], "allow_list": ["castle:*", "user:*", "user:me"]});
    let refused = server.owner().await.post(TOKENS, &body).await.expect(400);
    assert_eq!(refused.faulty_fields(), ["allow_list[0]", "allow_list[2]", "scopes[1]"]);
    let refused = server.owner().await.post(TOKENS, &json!({"scope": "everything"})).await.expect(400);
    assert_eq!(refused.faulty_fields(), ["scope"]);
}

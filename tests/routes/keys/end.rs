//! `GET` and `DELETE /users/{user}/keys/{keyid}`, `PUT …/expire`

use http::Method;
use serde_json::json;

use super::tokens::with_token;
use crate::harness::{Engine, Server};

#[apply(case)]
async fn a_key_is_found_by_its_id(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    let own = owner.get(&format!("/api/v2/users/me/keys/{}", &owner.token[..10])).await.json_of(200);
    for (field, value) in
        [("login_type", json!("password")), ("token_name", json!("")), ("lifetime_seconds", json!(86_400))]
    {
        assert_eq!(own[field], value, "{field}");
    }
    assert!(!own.to_string().contains(&owner.token[11..]));
}

#[apply(case)]
async fn a_key_of_somebody_else_is_not_found(engine: Engine) {
    let server = Server::start(engine).await;
    let (owner, amira) = (server.owner().await, server.member("amira").await);
    let (theirs, mine) = (&owner.token[..10], &amira.token[..10]);
    for target in [format!("/api/v2/users/me/keys/{theirs}"), "/api/v2/users/me/keys/abcdefghij".into()] {
        let missing = amira.get("/api/v2/users/me/keys/nothing").await.expect(404);
        assert_eq!(amira.get(&target).await.expect(404).body, missing.body);
        amira.delete(&target).await.expect(404);
        amira.call(Method::PUT, &format!("{target}/expire")).send().await.expect(404);
    }
    // An owner reads the keys of everyone, whatever user the path names.
    owner.get(&format!("/api/v2/users/amira/keys/{mine}")).await.expect(200);
    owner.get(&format!("/api/v2/users/me/keys/{mine}")).await.expect(200);
    for (method, path) in [(Method::GET, ""), (Method::DELETE, ""), (Method::PUT, "/expire")] {
        let target = format!("/api/v2/users/nobody/keys/{mine}{path}");
        owner.call(method, &target).send().await.expect(404);
    }
}

#[apply(case)]
async fn a_deleted_key_is_gone_at_once(engine: Engine) {
    let server = Server::start(engine).await;
    let amira = server.member("amira").await;
    let target = format!("/api/v2/users/amira/keys/{}", &amira.token[..10]);
    server.owner().await.delete(&target).await.expect(204);
    server.owner().await.delete(&target).await.expect(404);
    amira.get("/api/v2/users/me").await.expect(401);
}

#[apply(case)]
async fn an_expired_key_is_kept_and_opens_nothing(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    let token = with_token(owner, &json!({"token_name": "nightly"})).await;
    let target = format!("/api/v2/users/me/keys/{}", &token.token[..10]);
    owner.call(Method::PUT, &format!("{target}/expire")).send().await.expect(204);
    token.get("/api/v2/users/me").await.expect(401);
    let kept = owner.get(&target).await.json_of(200);
    assert_eq!(kept["expires_at"], "2026-03-02T08:30:00.123456Z");
    server.clock.advance(chrono::TimeDelta::hours(1));
    owner.call(Method::PUT, &format!("{target}/expire")).send().await.expect(204);
    assert_eq!(owner.get(&target).await.json_of(200), kept, "what has ended has ended");
    let list = owner.get("/api/v2/users/me/keys/tokens").await.json_of(200);
    assert_eq!(list, json!([]));
}

#[apply(case)]
async fn a_token_is_found_by_its_exact_name(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    with_token(owner, &json!({"token_name": "Nightly build"})).await;
    let tokens = "/api/v2/users/me/keys/tokens";
    owner.get(&format!("{tokens}/Nightly%20build")).await.expect(200);
    owner.get(&format!("{tokens}/nightly%20build")).await.expect(404);
    owner.get("/api/v2/users/nobody/keys/tokens/x").await.expect(404);
}

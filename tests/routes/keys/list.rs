//! `GET /users/{user}/keys/tokens`

use chrono::TimeDelta;
use serde_json::{Value, json};

use super::tokens::with_token;
use crate::harness::{Engine, Person, Server};

const TOKENS: &str = "/api/v2/users/me/keys/tokens";

fn names(list: &Value) -> Vec<&str> {
    list.as_array().unwrap().iter().map(|token| token["token_name"].as_str().unwrap()).collect()
}

#[apply(case)]
async fn tokens_are_listed_oldest_first(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    for name in ["zebra", "adder", "moth"] {
        with_token(owner, &json!({"token_name": name})).await;
        server.clock.advance(TimeDelta::seconds(1));
    }
    assert_eq!(names(&owner.get(TOKENS).await.json_of(200)), ["zebra", "adder", "moth"]);
}

#[apply(case)]
async fn include_all_lists_what_the_caller_may_read(engine: Engine) {
    let server = Server::start(engine).await;
    let (owner, amira) = (server.owner().await, server.member("amira").await);
    with_token(owner, &json!({"token_name": "first"})).await;
    server.clock.advance(TimeDelta::seconds(1));
    with_token(&amira, &json!({"token_name": "second"})).await;
    let all = format!("{TOKENS}?include_all=true");
    let seen = owner.get(&all).await.json_of(200);
    assert_eq!(names(&seen), ["first", "second"]);
    assert_eq!((&seen[0]["username"], &seen[1]["username"]), (&json!("owner"), &json!("amira")));
    assert_eq!(names(&amira.get(&all).await.json_of(200)), ["second"]);
    assert_eq!(names(&owner.get("/api/v2/users/amira/keys/tokens").await.json_of(200)), ["second"]);
    amira.get("/api/v2/users/owner/keys/tokens").await.expect(404);
}

#[apply(case)]
async fn include_expired_lists_what_has_ended(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    with_token(owner, &json!({"token_name": "short", "lifetime": 3_600_000_000_000_i64})).await;
    server.clock.advance(TimeDelta::hours(2));
    assert_eq!(owner.get(TOKENS).await.json_of(200), json!([]));
    let expired = owner.get(&format!("{TOKENS}?include_expired=true")).await.json_of(200);
    assert_eq!(names(&expired), ["short"]);
}

#[apply(case)]
async fn a_list_without_tokens_is_empty_and_not_null(engine: Engine) {
    let server = Server::start(engine).await;
    let owner: &Person = server.owner().await;
    for query in ["", "?include_all=true", "?include_all&include_expired=true"] {
        assert_eq!(owner.get(&format!("{TOKENS}{query}")).await.json_of(200), json!([]));
    }
}

//! `GET /workspaceproxies/me/crypto-keys`

use std::collections::BTreeSet;

use chrono::TimeDelta;
use http::Method;
use serde_json::Value;

use super::scene::{PROXIES, proxy};
use crate::harness::{Answer, Engine, Server, secrets};

const FEATURES: [(&str, usize); 2] = [("workspace_apps_token", 128), ("workspace_apps_api_key", 64)];

async fn ask(server: &Server, token: &str, query: &str) -> Answer {
    let call = server.call(Method::GET, &format!("{PROXIES}/me/crypto-keys{query}"));
    call.named_header("coder-external-proxy-token", token).send().await
}

async fn keys(server: &Server, token: &str, feature: &str) -> Vec<Value> {
    let found = ask(server, token, &format!("?feature={feature}")).await.json_of(200);
    let keys = found["crypto_keys"].as_array().unwrap().clone();
    for key in &keys {
        assert_eq!(key["feature"], feature);
        secrets::register(key["secret"].as_str().unwrap());
    }
    keys
}

fn numbers(keys: &[Value]) -> Vec<i64> {
    keys.iter().map(|key| key["sequence"].as_i64().unwrap()).collect()
}

#[apply(case)]
async fn proxies_get_keys_of_each_feature_and_all_the_same(engine: Engine) {
    let server = Server::start(engine).await;
    let ((_, oslo), (_, bergen)) = (proxy(&server, "oslo").await, proxy(&server, "bergen").await);
    let mut secrets = BTreeSet::new();
    for (feature, length) in FEATURES {
        let first = keys(&server, &oslo, feature).await;
        assert_eq!((numbers(&first), &first[0]["deletes_at"]), (vec![1], &Value::Null));
        let secret = first[0]["secret"].as_str().unwrap();
        assert!(secret.len() == length && secret.bytes().all(|byte| byte.is_ascii_hexdigit()));
        secrets.insert(secret.to_owned());
        assert_eq!(keys(&server, &bergen, feature).await, first);
    }
    assert_eq!(secrets.len(), 2);
    let before = keys(&server, &oslo, FEATURES[0].0).await;
    let server = server.restart().await;
    assert_eq!(keys(&server, &oslo, FEATURES[0].0).await, before);
}

#[apply(case)]
async fn the_next_key_is_there_an_hour_before_it_starts(engine: Engine) {
    let server = Server::start(engine).await;
    let (_, token) = proxy(&server, "oslo").await;
    server.tick().await;
    let first = keys(&server, &token, FEATURES[0].0).await;
    assert_eq!(numbers(&first), [1]);
    server.clock.advance(TimeDelta::hours(30 * 24 - 1));
    server.tick().await;
    let both = keys(&server, &token, FEATURES[0].0).await;
    assert_eq!(numbers(&both), [1, 2]);
    assert!(both[0]["deletes_at"].as_str() > both[1]["starts_at"].as_str(), "{:?}", numbers(&both));
    assert_ne!(both[0]["secret"], both[1]["secret"]);
    server.clock.advance(TimeDelta::minutes(121));
    let after = keys(&server, &token, FEATURES[0].0).await;
    assert_eq!(numbers(&after), [2], "the old one is over, with all that it has signed");
    server.tick().await;
    assert_eq!(keys(&server, &token, FEATURES[0].0).await, after);
}

#[apply(case)]
async fn only_known_features_have_keys(engine: Engine) {
    let server = Server::start(engine).await;
    let (_, token) = proxy(&server, "oslo").await;
    for query in ["", "?feature=", "?feature=tailnet_resume"] {
        assert_eq!(ask(&server, &token, query).await.expect(400).faulty_fields(), ["feature"], "{query}");
    }
    let server = server.restart_without("workspace_proxy").await;
    ask(&server, &token, "?feature=workspace_apps_token").await.expect(403);
}

#[apply(case)]
async fn two_replicas_give_out_the_same_keys() {
    if !Engine::available().contains(&Engine::Postgres) {
        return;
    }
    let key = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=".to_owned();
    let options = crate::harness::Options { flags: vec![("encryption-keys", key)], ..Default::default() };
    let one = Server::start_with(Engine::Postgres, options).await;
    let (_, token) = proxy(&one, "oslo").await;
    let other = one.beside().await;
    for server in [&one, &other] {
        server.tick().await;
    }
    let here = keys(&one, &token, FEATURES[1].0).await;
    assert_eq!(keys(&other, &token, FEATURES[1].0).await, here);
    one.clock.advance(TimeDelta::hours(30 * 24 - 1));
    other.tick().await;
    one.tick().await;
    let here = keys(&one, &token, FEATURES[1].0).await;
    assert_eq!(numbers(&here), [1, 2]);
    assert_eq!(keys(&other, &token, FEATURES[1].0).await, here);
}

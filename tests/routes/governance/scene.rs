//! A server that needs licences, and somebody who issues them.

use std::sync::LazyLock;

use burgrave_core::Clock as _;
use burgrave_core::licensing;
use burgrave_core::oauth2::SigningKey;
use chrono::TimeDelta;
use serde_json::{Map, Value, json};

use crate::harness::{Answer, Engine, Options, Server, secrets};

pub const LICENSES: &str = "/api/v2/licenses";
pub const ENTITLEMENTS: &str = "/api/v2/entitlements";
pub const REFRESH: &str = "/api/v2/licenses/refresh-entitlements";

/// The name of the key of the suite.
const NAME: &str = "2026-03";

static KEY: LazyLock<(SigningKey, String)> = LazyLock::new(|| licensing::generate(NAME).unwrap());

/// The setting that names its public half.
pub fn keys() -> (&'static str, String) {
    ("license-keys", KEY.1.clone())
}

/// A server that needs licences.
pub async fn licensed(engine: Engine) -> Server {
    Server::start_with(engine, Options { flags: vec![keys()], ..Options::default() }).await
}

/// Claims of a premium licence for a year, with these instead of its own.
pub fn claims(server: &Server, changes: &Value) -> Map<String, Value> {
    let at = |days: i64| (server.clock.now() + TimeDelta::days(days)).timestamp();
    let Value::Object(mut claims) = json!({
        "jti": "6d8b1a52-3c0f-4e7a-9b21-5f4c8d7e6a01",
        "iat": at(-1), "nbf": at(-1), "license_expires": at(365), "exp": at(395),
        "account_type": "salesforce", "account_id": "castle", "version": 3, "feature_set": "premium",
    }) else {
        unreachable!()
    };
    claims.extend(changes.as_object().unwrap().clone());
    claims
}

/// A licence with these claims.
pub fn license(server: &Server, changes: &Value) -> String {
    let token = licensing::issue(&KEY.0, NAME, claims(server, changes)).unwrap();
    secrets::register(&token);
    token
}

/// Adds such a licence.
pub async fn add(server: &Server, changes: &Value) -> Answer {
    let body = json!({"license": license(server, changes)});
    server.owner().await.post(LICENSES, &body).await
}

/// What the deployment may use.
pub async fn entitlements(server: &Server) -> Value {
    let owner = server.owner().await;
    let owner = crate::harness::Person { token: owner.log_in().await, ..owner.clone() };
    owner.get(ENTITLEMENTS).await.json_of(200)
}

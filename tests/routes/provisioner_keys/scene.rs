//! Keys.

use serde_json::{Value, json};

use crate::harness::{Server, secrets};

pub const KEYS: &str = "/api/v2/organizations/default/provisionerkeys";

/// The secret of a new key.
pub async fn key(server: &Server, name: &str, tags: Value) -> String {
    let made = server.owner().await.post(KEYS, &json!({"name": name, "tags": tags})).await.json_of(201);
    let secret = made["key"].as_str().unwrap().to_owned();
    secrets::register(&secret);
    secret
}

//! What one replica learns of licences and looks, the others follow.

use std::time::Duration;

use serde_json::{Value, json};

use crate::harness::{Engine, Options, Server};
use crate::routes::governance::scene::{REFRESH, add, entitlements, keys};

/// How soon another replica has to follow.
const SOON: Duration = Duration::from_secs(1);

async fn two() -> Option<(Server, Server)> {
    if !Engine::available().contains(&Engine::Postgres) {
        return None;
    }
    let one =
        Server::start_with(Engine::Postgres, Options { flags: vec![keys()], ..Options::default() }).await;
    one.owner().await;
    let other = one.beside().await;
    Some((one, other))
}

/// Asks the server until its answer is this one.
async fn follows(server: &Server, path: &str, pointer: &str, expected: &Value) {
    let owner = server.owner().await;
    let asked = async {
        while owner.get(path).await.json_of(200).pointer(pointer) != Some(expected) {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(SOON, asked).await.expect("it follows within a second");
}

#[apply(case)]
async fn another_replica_follows_within_a_second() {
    let Some((one, other)) = two().await else { return };
    let enabled = "/features/custom_roles/enabled";
    let path = "/api/v2/entitlements";
    follows(&other, path, enabled, &json!(false)).await;
    add(&one, &json!({})).await.expect(201);
    follows(&other, path, enabled, &json!(true)).await;
    one.owner().await.put("/api/v2/appearance", &json!({"application_name": "Castle"})).await.expect(200);
    let page = async {
        while !other.get("/login").header("accept", "text/html").send().await.text().contains("Castle") {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(SOON, page).await.expect("its pages follow within a second");
    one.owner().await.delete("/api/v2/licenses/1").await.expect(200);
    follows(&other, path, enabled, &json!(false)).await;
}

#[apply(case)]
async fn several_replicas_are_told_of_once_they_have_run_for_a_minute() {
    let Some((one, other)) = two().await else { return };
    assert_eq!(entitlements(&one).await["errors"], json!([]));
    for _ in 0..14 {
        one.clock.advance(chrono::TimeDelta::seconds(5));
        one.tick().await;
        other.tick().await;
    }
    one.owner().await.post(REFRESH, &json!({})).await.expect(200);
    let errors = entitlements(&one).await["errors"].clone();
    assert!(errors[0].as_str().is_some_and(|error| error.contains("multiple replicas")), "{errors}");
}

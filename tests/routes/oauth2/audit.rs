//! What the audit log says of apps.

use chrono::TimeDelta;
use serde_json::Value;

use super::scene::{APPS, Scene};
use crate::harness::{Engine, secrets};

#[apply(case)]
async fn apps_secrets_logins_and_tokens_are_written_down_without_secrets(engine: Engine) {
    let scene = Scene::new(engine).await;
    let tokens = scene.tokens(&scene.amira, &[]).await;
    scene.refresh(&tokens.refresh, &[]).await.expect(200);
    let owner = scene.owner().await;
    let listed = owner.get(&format!("{APPS}/{}/secrets", scene.id)).await.json_of(200);
    owner
        .delete(&format!("{APPS}/{}/secrets/{}", scene.id, listed[0]["id"].as_str().unwrap()))
        .await
        .expect(204);
    owner.delete(&format!("{APPS}/{}", scene.id)).await.expect(204);
    let log = owner.get("/api/v2/audit?limit=100").await.expect(200);
    assert!(secrets::found_in(&log.text()).is_empty());
    let log = log.json();
    for entry in log["audit_logs"].as_array().unwrap() {
        let of_app = entry["resource_type"].as_str().unwrap().starts_with("oauth2_provider_app");
        assert_eq!(entry["is_deleted"], of_app, "{entry}");
        assert!(!of_app || entry["resource_link"] == "", "{entry}");
    }
    let short = |entry: &Value| {
        format!("{} {}", entry["action"].as_str().unwrap(), entry["resource_type"].as_str().unwrap())
    };
    let entries: Vec<String> = log["audit_logs"].as_array().unwrap().iter().map(short).collect();
    for expected in [
        "create oauth2_provider_app",
        "create oauth2_provider_app_secret",
        "login oauth2_provider_app",
        "create api_key",
        "delete oauth2_provider_app_secret",
        "delete oauth2_provider_app",
    ] {
        assert!(entries.iter().any(|entry| entry == expected), "{expected}: {entries:?}");
    }
}

#[apply(case)]
async fn a_refresh_is_no_entry_and_a_stolen_token_is_one(engine: Engine) {
    let scene = Scene::new(engine).await;
    let first = scene.tokens(&scene.amira, &[]).await;
    let keys = async || {
        let log = scene.owner().await.get("/api/v2/audit?limit=100&q=resource_type:api_key").await;
        let log = log.json_of(200)["audit_logs"].as_array().unwrap().clone();
        let app = |entry: &Value| entry["resource_target"] == "ci";
        log.into_iter().filter(app).collect::<Vec<_>>()
    };
    assert_eq!(keys().await.len(), 1);
    scene.refresh(&first.refresh, &[]).await.expect(200);
    assert_eq!(keys().await.len(), 1);
    scene.server.clock.advance(TimeDelta::seconds(5));
    scene.refresh(&first.refresh, &[]).await.expect(400);
    let entries = keys().await;
    assert_eq!(entries.len(), 2);
    assert_eq!((&entries[0]["action"], &entries[0]["status_code"]), (&"delete".into(), &400.into()));
    assert_eq!(entries[0]["user"]["username"], "amira");
}

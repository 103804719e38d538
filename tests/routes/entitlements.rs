//! `GET /entitlements`

use crate::harness::{Engine, Options, Server};

const PATH: &str = "/api/v2/entitlements";

#[apply(case)]
async fn every_documented_feature_is_entitled_and_enabled(engine: Engine) {
    let server = Server::start(engine).await;
    let amira = server.member("amira").await;
    let found = amira.get(PATH).await.json_of(200);
    let features = found["features"].as_object().unwrap();
    assert_eq!(features.len(), 28);
    for (name, feature) in features {
        assert_eq!(
            (&feature["entitlement"], &feature["enabled"]),
            (&"entitled".into(), &true.into()),
            "{name}"
        );
    }
    for name in ["template_rbac", "workspace_proxy", "advanced_template_scheduling", "access_control", "scim"]
    {
        assert!(features.contains_key(name), "{name}");
    }
    assert_eq!((&found["warnings"], &found["errors"]), (&serde_json::json!([]), &serde_json::json!([])));
    server.get(PATH).send().await.expect(401);
}

#[apply(case)]
async fn active_users_are_counted(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await.clone();
    let active = || async { owner.get(PATH).await.json_of(200)["features"]["user_limit"]["actual"].clone() };
    assert_eq!(active().await, 1);
    let amira = server.member("amira").await;
    assert_eq!(active().await, 2);
    owner
        .put(&format!("/api/v2/users/{}/status/suspend", amira.id), &serde_json::json!({}))
        .await
        .expect(200);
    assert_eq!(active().await, 1);
}

#[apply(case)]
async fn a_feature_that_is_switched_off_is_not_enabled(engine: Engine) {
    let options = Options { without: vec!["template_rbac"], ..Options::default() };
    let server = Server::start_with(engine, options).await;
    let found = server.owner().await.get(PATH).await.json_of(200);
    assert_eq!(found["features"]["template_rbac"]["enabled"], false);
    assert_eq!(found["features"]["custom_roles"]["enabled"], true);
}

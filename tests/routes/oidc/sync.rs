//! What claims decide is theirs alone, and is written down.

use serde_json::{Value, json};

use super::scene::{Scene, set};
use crate::harness::Engine;

const HERE: &str = "/api/v2/organizations/default/settings/idpsync";

#[apply(case)]
async fn what_claims_decide_can_not_be_changed_by_hand(engine: Engine) {
    let scene = Scene::with(engine, &[("oidc-user-role-field", "roles")]).await;
    let owner = scene.server.owner().await;
    owner.post("/api/v2/organizations", &json!({"name": "data"})).await.expect(201);
    let amira = scene.person("amira", json!({})).await;
    scene.server.member("jonas").await;
    let of_member = |who: &str| format!("/api/v2/organizations/default/members/{who}/roles");
    let one = json!({"roles": ["organization-auditor"]});
    let put = async |path: &str, body: &Value| owner.call(http::Method::PUT, path).json(body).send().await;
    put(&of_member("amira"), &one).await.expect(200);
    let refused = put("/api/v2/users/amira/roles", &json!({"roles": ["auditor"]})).await.expect(400);
    assert!(refused.message().contains("Cannot modify roles for OIDC users when role sync is enabled."));
    put("/api/v2/users/jonas/roles", &json!({"roles": ["auditor"]})).await.expect(200);

    set(&scene, &format!("{HERE}/roles"), &json!({"field": "roles"})).await;
    put(&of_member("amira"), &json!({"roles": []})).await.expect(400);
    put(&of_member("jonas"), &one).await.expect(200);

    let everywhere = json!({"field": "orgs", "organization_assign_default": true});
    set(&scene, "/api/v2/settings/idpsync/organization", &everywhere).await;
    let add = |who: &str| format!("/api/v2/organizations/data/members/{who}");
    let refused = owner.call(http::Method::POST, &add("amira")).send().await.expect(400);
    assert!(refused.message().contains("Organization sync is enabled for OIDC users"));
    owner.call(http::Method::POST, &add("jonas")).send().await.expect(200);
    // Removal stays possible; the next login brings them back if the claims say so.
    owner.delete(&format!("/api/v2/organizations/default/members/{}", amira.username)).await.expect(204);
}

#[apply(case)]
async fn what_a_login_changes_is_in_the_audit_log(engine: Engine) {
    let scene = Scene::new(engine).await;
    let team = json!({"name": "team"});
    scene.server.owner().await.post("/api/v2/organizations/default/groups", &team).await.expect(201);
    set(&scene, &format!("{HERE}/groups"), &json!({"field": "groups"})).await;
    let amira = scene.person("amira", json!({"groups": ["team"]})).await;
    let log = scene.server.owner().await.get("/api/v2/audit?q=username:amira&limit=50").await.json_of(200);
    let entries = log["audit_logs"].as_array().unwrap();
    let of = |resource: &str, action: &str| {
        entries.iter().any(|entry| entry["resource_type"] == resource && entry["action"] == action)
    };
    assert!(of("api_key", "register") && of("organization_member", "write"), "{log}");
    scene.come().await.expect(307);
    let log = scene.server.owner().await.get("/api/v2/audit?q=action:login&limit=50").await.json_of(200);
    assert!(
        log["audit_logs"].as_array().unwrap().iter().any(|entry| entry["resource_id"] == amira.id.as_str())
    );
}

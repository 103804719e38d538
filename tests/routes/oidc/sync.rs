//! What claims do to groups and roles.

use serde_json::{Value, json};

use super::scene::Scene;
use crate::harness::{Engine, Person};

cases![
    without_group_sync_groups_stay_as_they_are,
    groups_follow_the_claim_at_each_login,
    mapped_values_give_their_groups_and_not_their_names,
    a_filter_drops_groups,
    missing_groups_are_made_if_asked_for,
    a_claim_of_groups_that_can_not_be_read_changes_nothing,
    two_organizations_may_look_at_different_claims,
    legacy_names_of_groups_are_the_operators,
    roles_follow_the_claim_at_each_login,
    unknown_roles_are_ignored,
    roles_of_the_site_follow_the_operators_settings,
    a_claim_of_site_roles_that_can_not_be_read_refuses_the_login,
    what_claims_decide_can_not_be_changed_by_hand,
    what_a_login_changes_is_in_the_audit_log,
];

const HERE: &str = "/api/v2/organizations/default/settings/idpsync";

async fn set(scene: &Scene, path: &str, settings: &Value) {
    scene.server.owner().await.patch(path, settings).await.expect(200);
}

async fn group(scene: &Scene, organization: &str, name: &str) -> Value {
    let path = format!("/api/v2/organizations/{organization}/groups");
    scene.server.owner().await.post(&path, &json!({"name": name})).await.json_of(201)
}

/// The groups of a person but Everyone, sorted.
async fn groups(scene: &Scene, person: &Person) -> Vec<String> {
    let path = format!("/api/v2/groups?has_member={}", person.id);
    let found = scene.server.owner().await.get(&path).await.json_of(200);
    let mut names: Vec<_> =
        found.as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap().to_owned()).collect();
    names.retain(|name| name != "Everyone");
    names.sort();
    names
}

/// The roles of a person in the default organization, sorted.
async fn roles(scene: &Scene, person: &Person) -> Vec<String> {
    let members = scene.server.owner().await.get("/api/v2/organizations/default/members").await.json_of(200);
    let member =
        members.as_array().unwrap().iter().find(|member| member["user_id"] == person.id.as_str()).unwrap();
    let roles = member["roles"].as_array().unwrap().iter();
    let mut names: Vec<_> = roles.map(|role| role["name"].as_str().unwrap().to_owned()).collect();
    names.sort();
    names
}

async fn without_group_sync_groups_stay_as_they_are(engine: Engine) {
    let scene = Scene::new(engine).await;
    let team = group(&scene, "default", "team").await;
    let amira = scene.person("amira", json!({})).await;
    let path = format!("/api/v2/groups/{}", team["id"].as_str().unwrap());
    scene.server.owner().await.patch(&path, &json!({"add_users": [amira.id]})).await.expect(200);
    scene.person("amira", json!({"groups": []})).await;
    assert_eq!(groups(&scene, &amira).await, ["team"]);
}

async fn groups_follow_the_claim_at_each_login(engine: Engine) {
    let scene = Scene::new(engine).await;
    for name in ["a", "b", "c"] {
        group(&scene, "default", name).await;
    }
    set(&scene, &format!("{HERE}/groups"), &json!({"field": "groups"})).await;
    let amira = scene.person("amira", json!({"groups": ["a", "b", "nothing"]})).await;
    assert_eq!(groups(&scene, &amira).await, ["a", "b"]);
    scene.person("amira", json!({"groups": "c"})).await;
    assert_eq!(groups(&scene, &amira).await, ["c"]);
    scene.person("amira", json!({})).await;
    assert!(groups(&scene, &amira).await.is_empty());
    let members =
        scene.server.owner().await.get("/api/v2/organizations/default/groups/Everyone").await.json_of(200);
    assert_eq!(members["total_member_count"], 2, "Everyone is never left");
}

async fn mapped_values_give_their_groups_and_not_their_names(engine: Engine) {
    let scene = Scene::new(engine).await;
    let (a, _) = (group(&scene, "default", "a").await, group(&scene, "default", "b").await);
    let gone = "5f0c8a6e-3d1b-4b6f-9c57-2a3e8f1d7b42";
    let settings = json!({"field": "groups", "mapping": {"b": [a["id"], gone]}});
    set(&scene, &format!("{HERE}/groups"), &settings).await;
    let amira = scene.person("amira", json!({"groups": ["b"]})).await;
    assert_eq!(groups(&scene, &amira).await, ["a"]);
}

async fn a_filter_drops_groups(engine: Engine) {
    let scene = Scene::new(engine).await;
    for name in ["team-a", "other"] {
        group(&scene, "default", name).await;
    }
    set(&scene, &format!("{HERE}/groups"), &json!({"field": "groups", "regex_filter": "^team-"})).await;
    let amira = scene.person("amira", json!({"groups": ["team-a", "other"]})).await;
    assert_eq!(groups(&scene, &amira).await, ["team-a"]);
}

async fn missing_groups_are_made_if_asked_for(engine: Engine) {
    let scene = Scene::new(engine).await;
    let settings = json!({"field": "groups", "auto_create_missing_groups": true});
    set(&scene, &format!("{HERE}/groups"), &settings).await;
    let amira = scene.person("amira", json!({"groups": ["fresh", "not fit at all", "Everyone"]})).await;
    assert_eq!(groups(&scene, &amira).await, ["fresh"]);
    let made =
        scene.server.owner().await.get("/api/v2/organizations/default/groups/fresh").await.json_of(200);
    assert_eq!(made["source"], "oidc");
}

async fn a_claim_of_groups_that_can_not_be_read_changes_nothing(engine: Engine) {
    let scene = Scene::new(engine).await;
    group(&scene, "default", "a").await;
    set(&scene, &format!("{HERE}/groups"), &json!({"field": "groups"})).await;
    let amira = scene.person("amira", json!({"groups": ["a"]})).await;
    for claim in [json!("a,b"), json!(1), json!([1])] {
        scene.person("amira", json!({"groups": claim})).await;
        assert_eq!(groups(&scene, &amira).await, ["a"]);
    }
}

async fn two_organizations_may_look_at_different_claims(engine: Engine) {
    let scene = Scene::new(engine).await;
    let owner = scene.server.owner().await;
    let data = owner.post("/api/v2/organizations", &json!({"name": "data"})).await.json_of(201);
    group(&scene, "default", "here").await;
    group(&scene, "data", "there").await;
    let everywhere =
        json!({"field": "orgs", "organization_assign_default": true, "mapping": {"d": [data["id"]]}});
    set(&scene, "/api/v2/settings/idpsync/organization", &everywhere).await;
    set(&scene, &format!("{HERE}/groups"), &json!({"field": "one"})).await;
    let there = "/api/v2/organizations/data/settings/idpsync/groups";
    set(&scene, there, &json!({"field": "two"})).await;
    let amira = scene.person("amira", json!({"orgs": ["d"], "one": ["here"], "two": ["there"]})).await;
    assert_eq!(groups(&scene, &amira).await, ["here", "there"]);
    scene.person("amira", json!({"one": ["here"], "two": ["there"]})).await;
    assert_eq!(groups(&scene, &amira).await, ["here"], "whoever leaves an organization leaves its groups");
}

async fn legacy_names_of_groups_are_the_operators(engine: Engine) {
    let flags = [("oidc-group-field", "groups"), ("oidc-group-mapping", r#"{"g-17":"team"}"#)];
    let scene = Scene::with(engine, &flags).await;
    group(&scene, "default", "team").await;
    let shown = scene.server.owner().await.get(&format!("{HERE}/groups")).await.json_of(200);
    assert_eq!(shown["legacy_group_name_mapping"], json!({"g-17": "team"}));
    let amira = scene.person("amira", json!({"groups": ["g-17"]})).await;
    assert_eq!(groups(&scene, &amira).await, ["team"]);
}

async fn roles_follow_the_claim_at_each_login(engine: Engine) {
    let scene = Scene::new(engine).await;
    let settings =
        json!({"field": "roles", "mapping": {"lead": ["organization-admin", "organization-auditor"]}});
    set(&scene, &format!("{HERE}/roles"), &settings).await;
    let amira = scene.person("amira", json!({"roles": ["lead"]})).await;
    assert_eq!(roles(&scene, &amira).await, ["organization-admin", "organization-auditor"]);
    scene.person("amira", json!({"roles": "organization-user-admin"})).await;
    assert_eq!(roles(&scene, &amira).await, ["organization-user-admin"]);
    scene.person("amira", json!({})).await;
    assert!(roles(&scene, &amira).await.is_empty());
}

async fn unknown_roles_are_ignored(engine: Engine) {
    let scene = Scene::new(engine).await;
    set(&scene, &format!("{HERE}/roles"), &json!({"field": "roles"})).await;
    let amira = scene.person("amira", json!({"roles": ["king", "owner", "organization-auditor"]})).await;
    assert_eq!(roles(&scene, &amira).await, ["organization-auditor"]);
}

async fn roles_of_the_site_follow_the_operators_settings(engine: Engine) {
    let flags = [
        ("oidc-user-role-field", "roles"),
        ("oidc-user-role-mapping", r#"{"root":["owner"],"nothing":[]}"#),
        ("oidc-user-role-default", "auditor"),
    ];
    let scene = Scene::with(engine, &flags).await;
    let names = async |claims: Value| {
        let person = scene.person("amira", claims).await;
        let me = person.get("/api/v2/users/me").await.json_of(200);
        let roles = me["roles"].as_array().unwrap().iter();
        let mut names: Vec<_> = roles.map(|role| role["name"].as_str().unwrap().to_owned()).collect();
        names.sort();
        names
    };
    assert_eq!(names(json!({"roles": ["root", "nothing", "king"]})).await, ["auditor", "owner"]);
    assert_eq!(names(json!({"roles": "user-admin"})).await, ["auditor", "user-admin"]);
    assert_eq!(names(json!({})).await, ["auditor"]);
}

async fn a_claim_of_site_roles_that_can_not_be_read_refuses_the_login(engine: Engine) {
    let scene = Scene::with(engine, &[("oidc-user-role-field", "roles")]).await;
    scene.claims("amira", json!({"roles": true}));
    scene.come().await.expect(400);
}

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

async fn what_a_login_changes_is_in_the_audit_log(engine: Engine) {
    let scene = Scene::new(engine).await;
    group(&scene, "default", "team").await;
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

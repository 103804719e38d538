//! What claims do to groups.

use serde_json::{Value, json};

use super::scene::{Scene, set};
use crate::harness::{Engine, Person};

const HERE: &str = "/api/v2/organizations/default/settings/idpsync";

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

/// Somebody in the groups a and b, which follow the claim `groups`; c is there too.
async fn synced(scene: &Scene) -> Person {
    for name in ["a", "b", "c"] {
        group(scene, "default", name).await;
    }
    set(scene, &format!("{HERE}/groups"), &json!({"field": "groups"})).await;
    scene.person("amira", json!({"groups": ["a", "b", "nothing"]})).await
}

#[apply(case)]
async fn without_group_sync_groups_stay_as_they_are(engine: Engine) {
    let scene = Scene::new(engine).await;
    let team = group(&scene, "default", "team").await;
    let amira = scene.person("amira", json!({})).await;
    let path = format!("/api/v2/groups/{}", team["id"].as_str().unwrap());
    scene.server.owner().await.patch(&path, &json!({"add_users": [amira.id]})).await.expect(200);
    scene.person("amira", json!({"groups": []})).await;
    assert_eq!(groups(&scene, &amira).await, ["team"]);
}

#[apply(case)]
async fn groups_follow_the_claim_at_each_login(engine: Engine) {
    let scene = Scene::new(engine).await;
    let amira = synced(&scene).await;
    assert_eq!(groups(&scene, &amira).await, ["a", "b"]);
    scene.person("amira", json!({"groups": ["c", "b"]})).await;
    assert_eq!(groups(&scene, &amira).await, ["b", "c"]);
}

#[apply(case)]
async fn without_the_claim_all_groups_are_left_but_everyone(engine: Engine) {
    let scene = Scene::new(engine).await;
    let amira = synced(&scene).await;
    scene.person("amira", json!({})).await;
    assert!(groups(&scene, &amira).await.is_empty());
    let everyone =
        scene.server.owner().await.get("/api/v2/organizations/default/groups/Everyone").await.json_of(200);
    assert_eq!(everyone["total_member_count"], 2);
}

#[apply(case)]
async fn a_single_string_is_one_group_and_an_empty_one_none(engine: Engine) {
    let scene = Scene::new(engine).await;
    let amira = synced(&scene).await;
    scene.person("amira", json!({"groups": "c"})).await;
    assert_eq!(groups(&scene, &amira).await, ["c"]);
    scene.person("amira", json!({"groups": ""})).await;
    assert!(groups(&scene, &amira).await.is_empty());
}

#[apply(case)]
async fn mapped_values_give_their_groups_and_not_their_names(engine: Engine) {
    let scene = Scene::new(engine).await;
    let (a, _) = (group(&scene, "default", "a").await, group(&scene, "default", "b").await);
    set(&scene, &format!("{HERE}/groups"), &json!({"field": "groups", "mapping": {"b": [a["id"]]}})).await;
    let amira = scene.person("amira", json!({"groups": ["b"]})).await;
    assert_eq!(groups(&scene, &amira).await, ["a"]);
}

#[apply(case)]
async fn mapped_values_and_names_count_side_by_side(engine: Engine) {
    let scene = Scene::new(engine).await;
    let (a, _) = (group(&scene, "default", "a").await, group(&scene, "default", "b").await);
    set(&scene, &format!("{HERE}/groups"), &json!({"field": "groups", "mapping": {"x": [a["id"]]}})).await;
    let amira = scene.person("amira", json!({"groups": ["x", "b"]})).await;
    assert_eq!(groups(&scene, &amira).await, ["a", "b"]);
}

#[apply(case)]
async fn mapped_groups_that_are_not_there_are_ignored(engine: Engine) {
    let scene = Scene::new(engine).await;
    let a = group(&scene, "default", "a").await;
    let gone = "5f0c8a6e-3d1b-4b6f-9c57-2a3e8f1d7b42";
    let settings = json!({"field": "groups", "mapping": {"x": [gone, a["id"]]}});
    set(&scene, &format!("{HERE}/groups"), &settings).await;
    let amira = scene.person("amira", json!({"groups": ["x"]})).await;
    assert_eq!(groups(&scene, &amira).await, ["a"]);
}

#[apply(case)]
async fn a_filter_drops_groups(engine: Engine) {
    let scene = Scene::new(engine).await;
    for name in ["team-a", "other"] {
        group(&scene, "default", name).await;
    }
    set(&scene, &format!("{HERE}/groups"), &json!({"field": "groups", "regex_filter": "^team-"})).await;
    let amira = scene.person("amira", json!({"groups": ["team-a", "other"]})).await;
    assert_eq!(groups(&scene, &amira).await, ["team-a"]);
}

#[apply(case)]
async fn missing_groups_are_ignored_unless_asked_for(engine: Engine) {
    let scene = Scene::new(engine).await;
    set(&scene, &format!("{HERE}/groups"), &json!({"field": "groups"})).await;
    let amira = scene.person("amira", json!({"groups": ["fresh"]})).await;
    assert!(groups(&scene, &amira).await.is_empty());
    scene.server.owner().await.get("/api/v2/organizations/default/groups/fresh").await.expect(404);
}

#[apply(case)]
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

#[apply(case)]
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

#[apply(case)]
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
    assert_eq!(groups(&scene, &amira).await, ["here"], "a user who leaves an organization leaves its groups");
}

#[apply(case)]
async fn legacy_names_of_groups_are_the_operators(engine: Engine) {
    let flags = [("oidc-group-field", "groups"), ("oidc-group-mapping", r#"{"g-17":"team"}"#)];
    let scene = Scene::with(engine, &flags).await;
    group(&scene, "default", "team").await;
    let shown = scene.server.owner().await.get(&format!("{HERE}/groups")).await.json_of(200);
    assert_eq!(shown["legacy_group_name_mapping"], json!({"g-17": "team"}));
    let amira = scene.person("amira", json!({"groups": ["g-17"]})).await;
    assert_eq!(groups(&scene, &amira).await, ["team"]);
}

#[apply(case)]
async fn a_legacy_name_of_a_missing_group_makes_it_if_asked_for(engine: Engine) {
    let flags = [
        ("oidc-group-field", "groups"),
        ("oidc-group-mapping", r#"{"g-17":"team"}"#),
        ("oidc-group-auto-create", "true"),
    ];
    let scene = Scene::with(engine, &flags).await;
    let amira = scene.person("amira", json!({"groups": ["g-17"]})).await;
    assert_eq!(groups(&scene, &amira).await, ["team"]);
    let here = "/api/v2/organizations/default/groups";
    assert_eq!(scene.server.owner().await.get(&format!("{here}/team")).await.json_of(200)["source"], "oidc");
    scene.server.owner().await.get(&format!("{here}/g-17")).await.expect(404);
}

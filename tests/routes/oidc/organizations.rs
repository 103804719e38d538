//! What claims do to memberships.

use serde_json::{Value, json};

use super::scene::Scene;
use crate::harness::{Engine, Person};

const SETTINGS: &str = "/api/v2/settings/idpsync/organization";

async fn founded(scene: &Scene, name: &str) -> Value {
    scene.server.owner().await.post("/api/v2/organizations", &json!({"name": name})).await.json_of(201)
}

async fn names(person: &Person) -> Vec<String> {
    let all = person.get("/api/v2/organizations").await.json_of(200);
    all.as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap().to_owned()).collect()
}

#[apply(case)]
async fn without_organization_sync_everybody_begins_in_the_default_organization(engine: Engine) {
    let scene = Scene::new(engine).await;
    assert_eq!(names(&scene.person("amira", json!({"orgs": ["data"]})).await).await, ["coder"]);
}

#[apply(case)]
async fn memberships_are_what_the_mapping_says(engine: Engine) {
    let scene = Scene::new(engine).await;
    let (data, ops) = (founded(&scene, "data").await, founded(&scene, "ops").await);
    let settings = json!({"field": "orgs", "organization_assign_default": true,
        "mapping": {"d": [data["id"]], "all": [data["id"], ops["id"]]}});
    scene.server.owner().await.patch(SETTINGS, &settings).await.expect(200);
    let amira = scene.person("amira", json!({"orgs": "d"})).await;
    assert_eq!(names(&amira).await, ["coder", "data"]);
    let amira = scene.person("amira", json!({"orgs": ["all", "nothing"]})).await;
    assert_eq!(names(&amira).await, ["coder", "data", "ops"]);
    let amira = scene.person("amira", json!({})).await;
    assert_eq!(names(&amira).await, ["coder"]);
}

#[apply(case)]
async fn the_default_organization_may_be_left_out(engine: Engine) {
    let scene = Scene::new(engine).await;
    let data = founded(&scene, "data").await;
    let settings =
        json!({"field": "orgs", "organization_assign_default": false, "mapping": {"d": [data["id"]]}});
    scene.server.owner().await.patch(SETTINGS, &settings).await.expect(200);
    assert_eq!(names(&scene.person("amira", json!({"orgs": ["d"]})).await).await, ["data"]);
    assert!(names(&scene.person("amira", json!({"orgs": ""})).await).await.is_empty());
}

#[apply(case)]
async fn organizations_that_are_gone_are_ignored(engine: Engine) {
    let scene = Scene::new(engine).await;
    let data = founded(&scene, "data").await;
    let owner = scene.server.owner().await;
    let settings =
        json!({"field": "orgs", "organization_assign_default": true, "mapping": {"d": [data["id"]]}});
    owner.patch(SETTINGS, &settings).await.expect(200);
    owner.delete("/api/v2/organizations/data").await.expect(200);
    assert_eq!(names(&scene.person("amira", json!({"orgs": ["d"]})).await).await, ["coder"]);
}

#[apply(case)]
async fn a_claim_of_organizations_that_can_not_be_read_refuses_the_login(engine: Engine) {
    let scene = Scene::new(engine).await;
    let settings = json!({"field": "orgs", "organization_assign_default": true});
    scene.server.owner().await.patch(SETTINGS, &settings).await.expect(200);
    for claim in [json!("a,b"), json!(7), json!([1]), json!({"a": 1})] {
        scene.claims("amira", json!({"orgs": claim}));
        assert!(scene.come().await.expect(400).told().contains("orgs"));
    }
    assert_eq!(scene.server.owner().await.get("/api/v2/users/amira").await.status, 404, "nobody was made");
}

#[apply(case)]
async fn the_operators_settings_count_until_others_are_saved(engine: Engine) {
    let flags = [("oidc-organization-field", "orgs"), ("oidc-organization-assign-default", "false")];
    let scene = Scene::with(engine, &flags).await;
    let shown = scene.server.owner().await.get(SETTINGS).await.json_of(200);
    assert_eq!((&shown["field"], &shown["organization_assign_default"]), (&json!("orgs"), &json!(false)));
    assert!(names(&scene.person("amira", json!({})).await).await.is_empty());
    let settings = json!({"field": "", "organization_assign_default": true});
    scene.server.owner().await.patch(SETTINGS, &settings).await.expect(200);
    assert_eq!(names(&scene.person("jonas", json!({})).await).await, ["coder"]);
}

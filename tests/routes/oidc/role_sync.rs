//! What claims do to roles.

use serde_json::{Value, json};

use super::scene::{Scene, set};
use crate::harness::{Engine, Person};

const HERE: &str = "/api/v2/organizations/default/settings/idpsync";

/// The roles of a person in an organization, sorted.
async fn roles(scene: &Scene, organization: &str, person: &Person) -> Vec<String> {
    let path = format!("/api/v2/organizations/{organization}/members");
    let members = scene.server.owner().await.get(&path).await.json_of(200);
    let member =
        members.as_array().unwrap().iter().find(|member| member["user_id"] == person.id.as_str()).unwrap();
    let roles = member["roles"].as_array().unwrap().iter();
    let mut names: Vec<_> = roles.map(|role| role["name"].as_str().unwrap().to_owned()).collect();
    names.sort();
    names
}

#[apply(case)]
async fn roles_follow_the_claim_at_each_login(engine: Engine) {
    let scene = Scene::new(engine).await;
    set(&scene, &format!("{HERE}/roles"), &json!({"field": "roles"})).await;
    let amira = scene.person("amira", json!({"roles": ["organization-admin", "organization-auditor"]})).await;
    assert_eq!(roles(&scene, "default", &amira).await, ["organization-admin", "organization-auditor"]);
    scene.person("amira", json!({"roles": "organization-user-admin"})).await;
    assert_eq!(roles(&scene, "default", &amira).await, ["organization-user-admin"]);
}

#[apply(case)]
async fn roles_that_stay_the_same_are_not_written_down_again(engine: Engine) {
    let scene = Scene::new(engine).await;
    set(&scene, &format!("{HERE}/roles"), &json!({"field": "roles"})).await;
    let count = async || {
        let path = "/api/v2/audit?q=resource_type:organization_member+action:write&limit=50";
        scene.server.owner().await.get(path).await.json_of(200)["count"].clone()
    };
    for _ in 0..2 {
        let amira = scene.person("amira", json!({"roles": ["organization-auditor"]})).await;
        assert_eq!(roles(&scene, "default", &amira).await, ["organization-auditor"]);
        assert_eq!(count().await, 1);
    }
}

#[apply(case)]
async fn without_the_claim_there_is_no_role(engine: Engine) {
    let scene = Scene::new(engine).await;
    set(&scene, &format!("{HERE}/roles"), &json!({"field": "roles"})).await;
    let amira = scene.person("amira", json!({"roles": ["organization-admin"]})).await;
    scene.person("amira", json!({})).await;
    assert!(roles(&scene, "default", &amira).await.is_empty());
}

#[apply(case)]
async fn mapped_values_give_their_roles_and_not_their_names(engine: Engine) {
    let scene = Scene::new(engine).await;
    let settings = json!({"field": "roles", "mapping": {
        "lead": ["organization-admin", "organization-auditor"],
        "organization-admin": ["organization-user-admin"],
    }});
    set(&scene, &format!("{HERE}/roles"), &settings).await;
    let amira = scene.person("amira", json!({"roles": ["lead"]})).await;
    assert_eq!(roles(&scene, "default", &amira).await, ["organization-admin", "organization-auditor"]);
    scene.person("amira", json!({"roles": ["organization-admin"]})).await;
    assert_eq!(roles(&scene, "default", &amira).await, ["organization-user-admin"]);
}

#[apply(case)]
async fn unknown_roles_are_ignored(engine: Engine) {
    let scene = Scene::new(engine).await;
    set(&scene, &format!("{HERE}/roles"), &json!({"field": "roles"})).await;
    let amira = scene.person("amira", json!({"roles": ["king", "owner", "organization-auditor"]})).await;
    assert_eq!(roles(&scene, "default", &amira).await, ["organization-auditor"]);
}

#[apply(case)]
async fn two_organizations_may_look_at_different_claims_of_roles(engine: Engine) {
    let scene = Scene::new(engine).await;
    let owner = scene.server.owner().await;
    let data = owner.post("/api/v2/organizations", &json!({"name": "data"})).await.json_of(201);
    let everywhere =
        json!({"field": "orgs", "organization_assign_default": true, "mapping": {"d": [data["id"]]}});
    set(&scene, "/api/v2/settings/idpsync/organization", &everywhere).await;
    set(&scene, &format!("{HERE}/roles"), &json!({"field": "one"})).await;
    set(&scene, "/api/v2/organizations/data/settings/idpsync/roles", &json!({"field": "two"})).await;
    let claims = json!({"orgs": ["d"], "one": ["organization-admin"], "two": ["organization-auditor"]});
    let amira = scene.person("amira", claims).await;
    assert_eq!(roles(&scene, "default", &amira).await, ["organization-admin"]);
    assert_eq!(roles(&scene, "data", &amira).await, ["organization-auditor"]);
}

#[apply(case)]
async fn one_claim_may_give_roles_of_the_site_and_of_organizations(engine: Engine) {
    let scene = Scene::with(engine, &[("oidc-user-role-field", "roles")]).await;
    set(&scene, &format!("{HERE}/roles"), &json!({"field": "roles"})).await;
    let amira = scene.person("amira", json!({"roles": ["auditor", "organization-admin"]})).await;
    assert_eq!(roles(&scene, "default", &amira).await, ["organization-admin"]);
    let me = amira.get("/api/v2/users/me").await.json_of(200);
    assert_eq!((&me["roles"][0]["name"], &me["roles"][1]), (&json!("auditor"), &Value::Null));
}

#[apply(case)]
async fn a_user_without_organizations_has_roles_in_none(engine: Engine) {
    let scene = Scene::new(engine).await;
    let nowhere = json!({"field": "orgs", "organization_assign_default": false});
    set(&scene, "/api/v2/settings/idpsync/organization", &nowhere).await;
    set(&scene, &format!("{HERE}/roles"), &json!({"field": "roles"})).await;
    let amira = scene.person("amira", json!({"roles": ["organization-admin"]})).await;
    let me = amira.get("/api/v2/users/me").await.json_of(200);
    assert_eq!((&me["organization_ids"], &me["roles"]), (&json!([]), &json!([])));
}

#[apply(case)]
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

#[apply(case)]
async fn a_claim_of_site_roles_that_can_not_be_read_refuses_the_login(engine: Engine) {
    let scene = Scene::with(engine, &[("oidc-user-role-field", "roles")]).await;
    scene.claims("amira", json!({"roles": true}));
    scene.come().await.expect(400);
}

#[apply(case)]
async fn the_last_owner_stays_one_whatever_the_claims_say(engine: Engine) {
    let scene = Scene::empty(engine, &[("oidc-user-role-field", "roles")]).await;
    let first = scene.person("amira", json!({})).await;
    let roles = async |person: &Person| {
        let me = person.get("/api/v2/users/me").await.json_of(200);
        let names = me["roles"].as_array().unwrap().iter();
        names.map(|role| role["name"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let again = scene.person("amira", json!({"roles": ["auditor"]})).await;
    assert_eq!(roles(&again).await, ["auditor", "owner"]);
    scene.person("jonas", json!({"roles": ["owner"]})).await;
    scene.person("amira", json!({"roles": ["auditor"]})).await;
    assert_eq!(roles(&first).await, ["auditor"]);
}

#[apply(case)]
async fn a_login_is_not_refused_for_more_roles_than_a_member_can_have(engine: Engine) {
    let scene = Scene::new(engine).await;
    let owner = scene.server.owner().await;
    let custom: Vec<String> = (0..150).map(|number| format!("role-{number:027}")).collect();
    for name in &custom {
        let path = "/api/v2/organizations/default/members/roles";
        owner.post(path, &json!({"name": name})).await.expect(200);
    }
    set(&scene, &format!("{HERE}/roles"), &json!({"field": "roles"})).await;
    let mut claimed = custom.clone();
    claimed.push("organization-auditor".into());
    let amira = scene.person("amira", json!({"roles": claimed})).await;
    let mut expected = custom[..49].to_vec();
    expected.insert(0, "organization-auditor".into());
    assert_eq!(roles(&scene, "default", &amira).await, expected);
}

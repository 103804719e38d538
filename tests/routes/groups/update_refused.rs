//! `PATCH /groups/{group}`: what is refused. Then nothing changes.

use serde_json::{Value, json};

use super::scene::{GROUPS, Scene, path};
use crate::harness::{Answer, Engine};
use crate::routes::stored;

const NOBODY: &str = "7d0f2f3c-3c0a-4f57-8d2f-000000000000";

/// The answer to a change that must be refused with this status and leave the group as it was.
async fn refused(scene: &Scene, body: &Value, status: u16) -> Answer {
    let before = scene.now().await;
    let answer = scene.owner().await.patch(&scene.team, body).await.expect(status);
    assert_eq!(scene.now().await, before, "after {body}");
    answer
}

/// TestPatchGroup/NameConflict
#[apply(case)]
async fn renaming_a_group_to_a_taken_name_names_the_field(engine: Engine) {
    let scene = Scene::new(engine).await;
    scene.owner().await.post(GROUPS, &json!({"name": "other"})).await.expect(201);
    let answer = refused(&scene, &json!({"name": "other", "display_name": "Changed"}), 409).await;
    assert_eq!(answer.faulty_fields(), ["name"]);
    let free = json!({"name": "Other"});
    scene.owner().await.patch(&scene.team, &free).await.expect(200);
}

/// TestPatchGroup/ReservedName
#[apply(case)]
async fn a_reserved_name_is_refused(engine: Engine) {
    let scene = Scene::new(engine).await;
    for name in ["Everyone", "new", "create"] {
        let answer = refused(&scene, &json!({"name": name, "quota_allowance": 1}), 400).await;
        assert_eq!(answer.faulty_fields(), ["name"], "{name}");
    }
}

/// TestPatchGroup/UserNotExist
#[apply(case)]
async fn a_user_outside_the_organization_can_not_join_a_group(engine: Engine) {
    let scene = Scene::new(engine).await;
    let owner = scene.owner().await;
    let data = owner.post("/api/v2/organizations", &json!({"name": "data"})).await.json_of(201);
    let lena = scene.server.member_of("lena", &[data["id"].as_str().unwrap()]).await;
    for outside in [lena.id.as_str(), NOBODY] {
        let answer = refused(&scene, &json!({"add_users": [scene.jonas.id, outside]}), 400).await;
        assert_eq!(answer.faulty_fields(), ["add_users[1]"]);
    }
}

#[apply(case)]
async fn an_unknown_user_can_not_leave_a_group(engine: Engine) {
    let scene = Scene::new(engine).await;
    let answer = refused(&scene, &json!({"remove_users": [scene.amira.id, NOBODY]}), 400).await;
    assert_eq!(answer.faulty_fields(), ["remove_users[1]"]);
}

/// TestPatchGroup/AddDuplicateUser
#[apply(case)]
async fn somebody_who_is_in_the_group_already_can_not_join_it(engine: Engine) {
    let scene = Scene::new(engine).await;
    let body = json!({"add_users": [scene.jonas.id, scene.amira.id], "name": "crew"});
    refused(&scene, &body, 400).await;
    let team = scene.owner().await.get(&scene.team).await.json_of(200);
    assert!(!team["members"].to_string().contains(&scene.jonas.id), "{team}");
}

#[apply(case)]
async fn nobody_is_listed_twice(engine: Engine) {
    let scene = Scene::new(engine).await;
    let (amira, jonas) = (scene.amira.id.as_str(), scene.jonas.id.as_str());
    refused(&scene, &json!({"add_users": [jonas, jonas]}), 400).await;
    refused(&scene, &json!({"remove_users": [amira, amira]}), 400).await;
    // The same UUID in another spelling is the same user.
    refused(&scene, &json!({"add_users": [jonas, jonas.to_uppercase()]}), 400).await;
}

/// TestPatchGroup/MalformedUUID
#[apply(case)]
async fn malformed_changes_are_refused_with_all_their_faults(engine: Engine) {
    let scene = Scene::new(engine).await;
    let body = json!({
        "name": "a--b", "display_name": " padded", "avatar_url": 1, "quota_allowance": 1.5,
        "add_users": ["amira"], "remove_users": [scene.amira.id, "me"],
    });
    let answer = refused(&scene, &body, 400).await;
    let fields = ["add_users[0]", "avatar_url", "display_name", "name", "quota_allowance", "remove_users[1]"];
    assert_eq!(answer.faulty_fields(), fields);
}

#[apply(case)]
async fn a_refused_change_changes_nothing_at_all(engine: Engine) {
    let scene = Scene::new(engine).await;
    let other = scene.owner().await.post(GROUPS, &json!({"name": "other"})).await.json_of(201);
    let whole = json!({
        "name": "crew", "display_name": "Crew", "avatar_url": "/c.png", "quota_allowance": 1,
        "add_users": [scene.jonas.id], "remove_users": [scene.amira.id],
    });
    for (field, wrong, status) in [
        ("name", json!("other"), 409),
        ("name", json!("Everyone"), 400),
        ("add_users", json!([scene.jonas.id, NOBODY]), 400),
        ("remove_users", json!([scene.amira.id, NOBODY]), 400),
    ] {
        let mut body = whole.clone();
        body[field] = wrong;
        refused(&scene, &body, status).await;
    }
    scene.owner().await.delete(&path(&other)).await.expect(200);
    scene.owner().await.patch(&scene.team, &whole).await.expect(200);
}

#[apply(case)]
async fn updating_a_group_without_permission_is_forbidden(engine: Engine) {
    let mut scene = Scene::new(engine).await;
    scene.owner().await.post(GROUPS, &json!({"name": "other"})).await.expect(201);
    let before = scene.now().await;
    scene.server = stored::give_roles(scene.server, &mut scene.jonas, &["auditor"]).await;
    stored::follow(&scene.server, &mut scene.amira);
    for body in [
        json!({"quota_allowance": 1000}),
        json!({"name": "other"}),
        json!({"add_users": [NOBODY]}),
        json!({"add_users": [scene.jonas.id]}),
        json!({"remove_users": [scene.amira.id]}),
    ] {
        // A member of the group, and somebody whose role reads all groups.
        for reader in [&scene.amira, &scene.jonas] {
            reader.patch(&scene.team, &body).await.expect(403);
        }
    }
    assert_eq!(scene.now().await, before);
}

#[apply(case)]
async fn the_rules_are_checked_in_one_order(engine: Engine) {
    let scene = Scene::new(engine).await;
    let owner = scene.owner().await;
    owner.post(GROUPS, &json!({"name": "other"})).await.expect(201);
    // Whom the caller names is looked at before the name is compared with others.
    refused(&scene, &json!({"name": "other", "add_users": [NOBODY]}), 400).await;
    // A taken name comes before memberships that are there already.
    refused(&scene, &json!({"name": "other", "add_users": [scene.amira.id]}), 409).await;
    let default = owner.get("/api/v2/organizations/default").await.json_of(200);
    let everyone = path(&default);
    // Everyone: names before members, members before who they are.
    owner.patch(&everyone, &json!({"name": "all", "add_users": [scene.amira.id]})).await.expect(400);
    owner.patch(&everyone, &json!({"quota_allowance": 1, "add_users": [NOBODY]})).await.expect(403);
    assert_eq!(owner.get(&everyone).await.json_of(200)["quota_allowance"], 0);
}

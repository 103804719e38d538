//! The group that everybody in an organization is in.

use serde_json::json;

use super::scene::{GROUPS, Scene, usernames};
use crate::harness::Engine;

/// The path of Everyone of the default organization.
async fn everyone(scene: &Scene) -> String {
    let default = scene.owner().await.get("/api/v2/organizations/default").await.json_of(200);
    super::scene::path(&default)
}

/// TestGroup/everyoneGroupReturnsEmpty
#[apply(case)]
async fn everyone_has_the_organizations_id_and_all_its_members(engine: Engine) {
    let scene = Scene::new(engine).await;
    let path = everyone(&scene).await;
    let group = scene.owner().await.get(&path).await.json_of(200);
    assert_eq!(group["id"], group["organization_id"]);
    assert_eq!((&group["name"], &group["display_name"]), (&json!("Everyone"), &json!("")));
    assert_eq!(usernames(&group["members"]), ["amira", "jonas", "owner"]);
    assert_eq!(group["total_member_count"], 3);
    assert_eq!(scene.owner().await.get(&format!("{GROUPS}/Everyone")).await.json_of(200), group);
}

/// TestPatchGroup/Everyone/UpdateQuota
#[apply(case)]
async fn the_group_everyone_may_have_a_quota_allowance_and_an_avatar(engine: Engine) {
    let scene = Scene::new(engine).await;
    let path = everyone(&scene).await;
    let body = json!({"quota_allowance": 9, "avatar_url": "/all.png", "display_name": "", "name": ""});
    let group = scene.owner().await.patch(&path, &body).await.json_of(200);
    assert_eq!((&group["quota_allowance"], &group["avatar_url"]), (&json!(9), &json!("/all.png")));
    assert_eq!(group["total_member_count"], 3);
    assert_eq!(scene.owner().await.get(&path).await.json_of(200), group);
}

/// TestPatchGroup/Everyone/NoUpdateName, TestPatchGroup/Everyone/NoUpdateDisplayName
#[apply(case)]
async fn the_group_everyone_can_not_be_renamed(engine: Engine) {
    let scene = Scene::new(engine).await;
    let path = everyone(&scene).await;
    let before = scene.owner().await.get(&path).await.json_of(200);
    for (field, value) in [("name", "all"), ("display_name", "All of us")] {
        let body = json!({field: value, "quota_allowance": 9});
        scene.owner().await.patch(&path, &body).await.expect(400);
    }
    assert_eq!(scene.owner().await.get(&path).await.json_of(200), before);
}

/// TestPatchGroup/Everyone/NoAddUsers, TestPatchGroup/Everyone/NoRmUsers
#[apply(case)]
async fn nobody_is_added_to_everyone_or_removed_from_it(engine: Engine) {
    let scene = Scene::new(engine).await;
    let path = everyone(&scene).await;
    let stranger = "7d0f2f3c-3c0a-4f57-8d2f-000000000000";
    for user in [scene.amira.id.as_str(), stranger] {
        scene.owner().await.patch(&path, &json!({"add_users": [user]})).await.expect(403);
        scene.owner().await.patch(&path, &json!({"remove_users": [user]})).await.expect(403);
    }
    let empty = json!({"add_users": [], "remove_users": null, "quota_allowance": 1});
    scene.owner().await.patch(&path, &empty).await.expect(200);
    assert_eq!(scene.owner().await.get(&path).await.json_of(200)["total_member_count"], 3);
}

/// TestDeleteGroup/allUsers
#[apply(case)]
async fn everyone_can_not_be_deleted(engine: Engine) {
    let scene = Scene::new(engine).await;
    let path = everyone(&scene).await;
    scene.owner().await.delete(&path).await.expect(400);
    scene.owner().await.get(&path).await.expect(200);
}

#[apply(case)]
async fn plain_members_change_nothing_about_everyone(engine: Engine) {
    let scene = Scene::new(engine).await;
    let path = everyone(&scene).await;
    scene.amira.patch(&path, &json!({"quota_allowance": 1000})).await.expect(403);
    scene.amira.delete(&path).await.expect(403);
    assert_eq!(scene.amira.get(&path).await.json_of(200)["quota_allowance"], 0);
}

//! `DELETE /groups/{group}`

use serde_json::json;

use super::scene::{GROUPS, Scene};
use crate::harness::Engine;

#[apply(case)]
async fn delete_group_answers_a_message(engine: Engine) {
    let scene = Scene::new(engine).await;
    let answer = scene.owner().await.delete(&scene.team).await.json_of(200);
    assert!(answer["message"].as_str().is_some_and(|message| !message.is_empty()));
    assert!(answer.get("id").is_none());
}

/// TestDeleteGroup/OK
#[apply(case)]
async fn a_deleted_group_is_gone_by_id_and_name(engine: Engine) {
    let scene = Scene::new(engine).await;
    let owner = scene.owner().await;
    owner.delete(&scene.team).await.expect(200);
    for path in [scene.team.clone(), format!("{GROUPS}/team"), format!("{}/members", scene.team)] {
        owner.get(&path).await.expect(404);
        scene.amira.get(&path).await.expect(404);
    }
    owner.patch(&scene.team, &json!({"name": "other"})).await.expect(404);
    let again = owner.post(GROUPS, &json!({"name": "team"})).await.json_of(201);
    assert_eq!(again["total_member_count"], 0, "memberships don't come back with the name");
}

#[apply(case)]
async fn deleting_a_group_without_permission_is_forbidden(engine: Engine) {
    let scene = Scene::new(engine).await;
    let before = scene.now().await;
    scene.amira.delete(&scene.team).await.expect(403);
    scene.jonas.delete(&scene.team).await.expect(403);
    assert_eq!(scene.now().await, before);
}

#[apply(case)]
async fn a_group_that_is_gone_is_not_deleted_again(engine: Engine) {
    let scene = Scene::new(engine).await;
    scene.owner().await.delete(&scene.team).await.expect(200);
    scene.owner().await.delete(&scene.team).await.expect(404);
}

#[apply(case)]
async fn of_many_deletions_of_one_group_exactly_one_happens(engine: Engine) {
    let scene = Scene::new(engine).await;
    let owner = scene.owner().await.clone();
    let calls = (0..8).map(|_| {
        let (owner, team) = (owner.clone(), scene.team.clone());
        async move { owner.delete(&team).await.status }
    });
    let mut statuses = futures::future::join_all(calls).await;
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 404, 404, 404, 404, 404, 404, 404]);
}

//! `GET /groups/{group}` and `GET /organizations/{organization}/groups/{groupName}`

use serde_json::json;

use super::scene::{GROUPS, Scene, usernames};
use crate::harness::Engine;
use crate::routes::organizations::sharing;
use crate::routes::stored;

/// TestGroup/OK, TestGroup/ByName
#[apply(case)]
async fn a_group_is_found_by_id_and_by_its_exact_name(engine: Engine) {
    let scene = Scene::new(engine).await;
    let team = scene.now().await;
    assert_eq!(team["display_name"], "Team");
    let owner = scene.owner().await;
    assert_eq!(owner.get(&format!("{GROUPS}/team")).await.json_of(200), team);
    owner.get(&format!("{GROUPS}/Team")).await.expect(404);
    owner.get(&format!("{GROUPS}/nothing")).await.expect(404);
}

#[apply(case)]
async fn a_group_is_addressed_by_its_id_only(engine: Engine) {
    let scene = Scene::new(engine).await;
    let owner = scene.owner().await;
    owner.get("/api/v2/groups/team").await.expect(400);
    owner.patch("/api/v2/groups/team", &json!({"name": "other"})).await.expect(400);
    let refused = owner.delete("/api/v2/groups/team").await.expect(400);
    assert_eq!(refused.faulty_fields(), ["group"]);
    assert_eq!(scene.now().await["name"], "team");
}

/// TestGroup/RegularUserReadGroup
#[apply(case)]
async fn a_group_of_others_looks_like_one_that_is_missing(engine: Engine) {
    let scene = Scene::new(engine).await;
    let missing = "/api/v2/groups/7d0f2f3c-3c0a-4f57-8d2f-000000000000";
    let nothing = scene.owner().await.get(missing).await.expect(404);
    sharing::close(scene.owner().await, "default").await;
    for path in [
        scene.team.clone(),
        format!("{GROUPS}/team"),
        format!("{}/members", scene.team),
        format!("{GROUPS}/team/members"),
    ] {
        assert_eq!(scene.jonas.get(&path).await.expect(404).body, nothing.body, "{path}");
    }
    assert_eq!(scene.jonas.delete(&scene.team).await.expect(404).body, nothing.body);
    assert_eq!(scene.jonas.patch(&scene.team, &json!({})).await.expect(404).body, nothing.body);
}

#[apply(case)]
async fn members_are_shown_as_far_as_the_caller_may_read_them(engine: Engine) {
    let scene = Scene::new(engine).await;
    let owner = scene.owner().await;
    let group = owner.patch(&scene.team, &json!({"add_users": [scene.jonas.id]})).await.json_of(200);
    assert_eq!(usernames(&group["members"]), ["amira", "jonas"]);
    for person in [&scene.amira, &scene.jonas] {
        let seen = person.get(&scene.team).await.json_of(200);
        assert_eq!(usernames(&seen["members"]), [person.username.as_str()]);
        assert_eq!(seen["total_member_count"], 2);
        assert_eq!(person.get(&format!("{GROUPS}/team")).await.json_of(200), seen);
    }
    let everyone = scene.amira.get(&format!("{GROUPS}/Everyone")).await.json_of(200);
    assert_eq!(
        (usernames(&everyone["members"]), &everyone["total_member_count"]),
        (vec!["amira"], &json!(3))
    );
}

/// TestGroup/WithUsers
#[apply(case)]
async fn roles_that_read_groups_see_all_their_members(engine: Engine) {
    let mut scene = Scene::new(engine).await;
    scene.server = stored::give_roles(scene.server, &mut scene.jonas, &["auditor"]).await;
    let seen = scene.jonas.get(&scene.team).await.json_of(200);
    assert_eq!(seen, scene.now().await);
    scene.jonas.patch(&scene.team, &json!({"display_name": "Mine"})).await.expect(403);
    scene.jonas.delete(&scene.team).await.expect(403);
    assert_eq!(seen, scene.now().await);
}

#[apply(case)]
async fn members_can_be_left_out(engine: Engine) {
    let scene = Scene::new(engine).await;
    let owner = scene.owner().await;
    for path in [scene.team.clone(), format!("{GROUPS}/team")] {
        let small = owner.get(&format!("{path}?exclude_members=true")).await.json_of(200);
        assert_eq!((&small["members"], &small["total_member_count"]), (&json!([]), &json!(1)));
        let whole = owner.get(&format!("{path}?exclude_members=false")).await.json_of(200);
        assert_eq!(usernames(&whole["members"]), ["amira"]);
    }
}

/// TestGroup/FilterDeletedUsers, TestGroup/IncludeSuspendedAndDormantUsers
#[apply(case)]
async fn deleted_members_are_left_out_and_suspended_and_dormant_ones_are_not(engine: Engine) {
    let mut scene = Scene::new(engine).await;
    let owner = scene.owner().await;
    let default = owner.get("/api/v2/organizations/default").await.json_of(200);
    let body = json!({
        "email": "lena@example.com", "username": "lena", "password": "Seven-Otters-47-Juggle-Lanterns",
        "organization_ids": [default["id"]],
    });
    let lena = owner.post("/api/v2/users", &body).await.json_of(201);
    assert_eq!(lena["status"], "dormant");
    owner.patch(&scene.team, &json!({"add_users": [lena["id"], scene.jonas.id]})).await.expect(200);
    scene.server = stored::suspend(scene.server, &mut scene.jonas).await;
    let team = scene.now().await;
    assert_eq!(usernames(&team["members"]), ["amira", "jonas", "lena"]);
    assert_eq!(team["members"][1]["status"], "suspended");
    scene.server = stored::delete(scene.server, &mut scene.amira).await;
    let team = scene.now().await;
    assert_eq!(
        (usernames(&team["members"]), &team["total_member_count"]),
        (vec!["jonas", "lena"], &json!(2))
    );
}

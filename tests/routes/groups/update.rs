//! `PATCH /groups/{group}`: what is changed.

use serde_json::{Value, json};

use super::scene::{GROUPS, Scene, usernames};
use crate::harness::Engine;
use crate::routes::organizations::sharing;

/// TestPatchGroup/DisplayNameUnchanged
#[apply(case)]
async fn what_is_left_out_or_null_stays_as_it_is(engine: Engine) {
    let scene = Scene::new(engine).await;
    let before = scene.now().await;
    let nulls = json!({
        "display_name": null, "avatar_url": null, "quota_allowance": null, "add_users": null,
        "remove_users": null,
    });
    for body in [json!({}), nulls, json!({"add_users": [], "remove_users": []}), json!({"unknown": 1})] {
        assert_eq!(scene.owner().await.patch(&scene.team, &body).await.json_of(200), before, "{body}");
    }
}

/// TestPatchGroup/OK
#[apply(case)]
async fn all_fields_of_a_group_can_be_changed_at_once(engine: Engine) {
    let scene = Scene::new(engine).await;
    let fields =
        json!({"name": "crew", "display_name": "The Crew", "avatar_url": "/c.png", "quota_allowance": 99});
    let mut body = fields.clone();
    body["add_users"] = json!([scene.jonas.id]);
    body["remove_users"] = json!([scene.amira.id]);
    let after = scene.owner().await.patch(&scene.team, &body).await.json_of(200);
    for (field, value) in fields.as_object().unwrap() {
        assert_eq!(&after[field], value, "{field}");
    }
    assert_eq!(usernames(&after["members"]), ["jonas"]);
    assert_eq!(scene.now().await, after, "the answer is the group as it is now");
}

#[apply(case)]
async fn empty_texts_clear_a_group(engine: Engine) {
    let scene = Scene::new(engine).await;
    let body = json!({"display_name": "", "avatar_url": "", "quota_allowance": 0});
    let after = scene.owner().await.patch(&scene.team, &body).await.json_of(200);
    assert_eq!((&after["display_name"], &after["avatar_url"]), (&json!(""), &json!("")));
    assert_eq!((&after["quota_allowance"], &after["name"]), (&json!(0), &json!("team")));
}

/// TestPatchGroup/SameNameOK
#[apply(case)]
async fn an_empty_name_and_the_groups_own_name_change_nothing(engine: Engine) {
    let scene = Scene::new(engine).await;
    let before = scene.now().await;
    for body in
        [json!({"name": ""}), json!({"name": "team"}), json!({"name": "team", "display_name": "Team"})]
    {
        assert_eq!(scene.owner().await.patch(&scene.team, &body).await.json_of(200), before, "{body}");
    }
}

#[apply(case)]
async fn a_renamed_group_is_found_by_its_new_name_only(engine: Engine) {
    let scene = Scene::new(engine).await;
    let owner = scene.owner().await;
    for name in ["Team", "7d0f2f3c-3c0a-4f57-8d2f-3c0a4f578d2f", "everyone"] {
        let after = owner.patch(&scene.team, &json!({"name": name})).await.json_of(200);
        assert_eq!(owner.get(&format!("{GROUPS}/{name}")).await.json_of(200), after);
    }
    owner.get(&format!("{GROUPS}/team")).await.expect(404);
    owner.post(GROUPS, &json!({"name": "team"})).await.expect(201);
}

/// TestPatchGroup/AddUsers, TestPatchGroup/RemoveUsers
#[apply(case)]
async fn members_join_and_leave_in_one_step(engine: Engine) {
    let scene = Scene::new(engine).await;
    let owner = scene.owner().await;
    let body = json!({"add_users": [owner.id, scene.jonas.id], "remove_users": [scene.amira.id]});
    let after = owner.patch(&scene.team, &body).await.json_of(200);
    assert_eq!(
        (usernames(&after["members"]), &after["total_member_count"]),
        (vec!["jonas", "owner"], &json!(2))
    );
    let all = json!({"remove_users": [owner.id, scene.jonas.id]});
    assert_eq!(owner.patch(&scene.team, &all).await.json_of(200)["members"], json!([]));
}

#[apply(case)]
async fn removing_a_user_who_is_not_in_the_group_changes_nothing(engine: Engine) {
    let scene = Scene::new(engine).await;
    let before = scene.now().await;
    let body = json!({"remove_users": [scene.jonas.id]});
    assert_eq!(scene.owner().await.patch(&scene.team, &body).await.json_of(200), before);
}

#[apply(case)]
async fn members_of_a_group_read_it_and_former_members_do_not(engine: Engine) {
    let scene = Scene::new(engine).await;
    sharing::close(scene.owner().await, "default").await;
    scene.jonas.get(&scene.team).await.expect(404);
    let swap = json!({"add_users": [scene.jonas.id], "remove_users": [scene.amira.id]});
    scene.owner().await.patch(&scene.team, &swap).await.expect(200);
    scene.jonas.get(&scene.team).await.expect(200);
    scene.amira.get(&scene.team).await.expect(404);
}

#[apply(case)]
async fn of_many_writers_who_add_one_user_exactly_one_wins(engine: Engine) {
    let scene = Scene::new(engine).await;
    let owner = scene.owner().await.clone();
    let calls = (0..12).map(|number| {
        let (owner, team) = (owner.clone(), scene.team.clone());
        let body = json!({"add_users": [scene.jonas.id], "quota_allowance": number});
        async move { (owner.patch(&team, &body).await.status, number) }
    });
    let answers: Vec<(u16, i32)> = futures::future::join_all(calls).await;
    let winners: Vec<_> = answers.iter().filter(|(status, _)| *status == 200).collect();
    let [(_, quota)] = winners.as_slice() else { panic!("one writer wins: {answers:?}") };
    assert!(answers.iter().all(|(status, _)| [200, 400].contains(status)), "{answers:?}");
    let after = scene.now().await;
    assert_eq!((&after["total_member_count"], &after["quota_allowance"]), (&json!(2), &json!(quota)));
}

#[apply(case)]
async fn changes_survive_a_restart(engine: Engine) {
    let mut scene = Scene::new(engine).await;
    let body = json!({"name": "crew", "add_users": [scene.jonas.id], "quota_allowance": i32::MAX});
    let before: Value = scene.owner().await.patch(&scene.team, &body).await.json_of(200);
    scene.server = scene.server.restart().await;
    assert_eq!(scene.now().await, before);
}

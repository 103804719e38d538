//! `GET /groups/{group}/members` and `GET /organizations/{organization}/groups/{groupName}/members`

use serde_json::{Value, json};

use super::scene::{GROUPS, Scene, usernames};
use crate::harness::{Engine, Person};

/// The usual scene with amira, jonas, Lena, nadia and owner in the group, and the last ones' ids.
async fn scene_with_five(engine: Engine) -> (Scene, Vec<Person>) {
    let scene = Scene::new(engine).await;
    let more = vec![scene.server.member("Lena").await, scene.server.member("nadia").await];
    let owner = scene.owner().await;
    let body = json!({"add_users": [scene.jonas.id, more[0].id, more[1].id, owner.id]});
    owner.patch(&scene.team, &body).await.expect(200);
    (scene, more)
}

async fn page(scene: &Scene, query: &str) -> Value {
    scene.owner().await.get(&format!("{}/members{query}", scene.team)).await.json_of(200)
}

#[apply(case)]
async fn the_members_of_a_group_are_listed_by_username(engine: Engine) {
    let (scene, _) = scene_with_five(engine).await;
    let whole = page(&scene, "").await;
    assert_eq!(usernames(&whole["users"]), ["amira", "jonas", "Lena", "nadia", "owner"]);
    assert_eq!(whole["count"], 5);
    assert_eq!(whole["users"], scene.now().await["members"]);
}

#[apply(case)]
async fn both_paths_answer_the_same_page(engine: Engine) {
    let (scene, more) = scene_with_five(engine).await;
    let cursor = format!("?after_id={}", more[0].id);
    for query in ["", "?limit=2&offset=1", "?q=na", cursor.as_str()] {
        let named = scene.owner().await.get(&format!("{GROUPS}/team/members{query}")).await.json_of(200);
        assert_eq!(named, page(&scene, query).await, "{query}");
    }
    scene.owner().await.get(&format!("{GROUPS}/nothing/members")).await.expect(404);
}

#[apply(case)]
async fn pages_of_a_group_put_together_are_the_whole_list(engine: Engine) {
    let (scene, _) = scene_with_five(engine).await;
    let mut together = Vec::new();
    for offset in 0..3 {
        let page = page(&scene, &format!("?limit=2&offset={}", offset * 2)).await;
        assert_eq!(page["count"], 5);
        together.extend(page["users"].as_array().unwrap().clone());
    }
    assert_eq!(Value::from(together), page(&scene, "").await["users"]);
}

#[apply(case)]
async fn a_page_starts_behind_its_cursor(engine: Engine) {
    let (scene, more) = scene_with_five(engine).await;
    let lena = more[0].id.as_str();
    let behind = page(&scene, &format!("?after_id={lena}")).await;
    assert_eq!((usernames(&behind["users"]), &behind["count"]), (vec!["nadia", "owner"], &json!(5)));
    let one = page(&scene, &format!("?after_id={lena}&offset=1&limit=1")).await;
    assert_eq!(usernames(&one["users"]), ["owner"], "the offset counts from the cursor");
    let last = page(&scene, &format!("?after_id={}", scene.owner().await.id)).await;
    assert_eq!(last["users"], json!([]));
}

#[apply(case)]
async fn a_cursor_that_is_not_in_the_list_is_refused(engine: Engine) {
    let scene = Scene::new(engine).await;
    // Nobody, and somebody who is not in the group.
    let nobody = "after_id=7d0f2f3c-3c0a-4f57-8d2f-000000000000".to_owned();
    for query in [nobody, format!("after_id={}", scene.jonas.id)] {
        for base in [scene.team.clone(), format!("{GROUPS}/team")] {
            let answer = scene.owner().await.get(&format!("{base}/members?{query}")).await.expect(400);
            assert_eq!(answer.faulty_fields(), ["after_id"], "{query}");
        }
    }
}

#[apply(case)]
async fn a_page_behind_the_last_group_member_is_empty(engine: Engine) {
    let (scene, _) = scene_with_five(engine).await;
    for query in ["?offset=5", "?offset=2147483647&limit=1"] {
        assert_eq!(page(&scene, query).await, json!({"users": [], "count": 5}));
    }
}

#[apply(case)]
async fn group_members_are_found_by_their_names(engine: Engine) {
    let (scene, _) = scene_with_five(engine).await;
    let found = page(&scene, "?q=LEN").await;
    assert_eq!((usernames(&found["users"]), &found["count"]), (vec!["Lena"], &json!(1)));
    let none = page(&scene, "?q=lena%20nadia").await;
    assert_eq!(none, json!({"users": [], "count": 0}));
    let first = page(&scene, "?q=search:na&limit=1").await;
    assert_eq!((usernames(&first["users"]), &first["count"]), (vec!["jonas"], &json!(3)));
    let one = page(&scene, "?q=username:lena%20status:active,dormant").await;
    assert_eq!(usernames(&one["users"]), ["Lena"]);
    // What the list doesn't show, its search doesn't tell.
    let refused = scene.owner().await.get(&format!("{}/members?q=role:owner", scene.team)).await.expect(400);
    assert_eq!(refused.faulty_fields(), ["role"]);
}

#[apply(case)]
async fn the_count_is_of_members_that_the_caller_may_read(engine: Engine) {
    let (scene, _) = scene_with_five(engine).await;
    let own = scene.amira.get(&format!("{}/members", scene.team)).await.json_of(200);
    assert_eq!((usernames(&own["users"]), &own["count"]), (vec!["amira"], &json!(1)));
    let cursor = format!("{}/members?after_id={}", scene.team, scene.jonas.id);
    scene.amira.get(&cursor).await.expect(400);
}

#[apply(case)]
async fn everyone_has_pages_as_well(engine: Engine) {
    let scene = Scene::new(engine).await;
    let page = scene.owner().await.get(&format!("{GROUPS}/Everyone/members?limit=2")).await.json_of(200);
    assert_eq!((usernames(&page["users"]), &page["count"]), (vec!["amira", "jonas"], &json!(3)));
    let own = scene.jonas.get(&format!("{GROUPS}/Everyone/members")).await.json_of(200);
    assert_eq!((usernames(&own["users"]), &own["count"]), (vec!["jonas"], &json!(1)));
}

#[apply(case)]
async fn malformed_pages_are_refused(engine: Engine) {
    let scene = Scene::new(engine).await;
    let query = "limit=-1&offset=many&after_id=amira";
    for base in [scene.team.clone(), format!("{GROUPS}/team")] {
        let answer = scene.owner().await.get(&format!("{base}/members?{query}")).await.expect(400);
        assert_eq!(answer.message(), "Query parameters have invalid values.");
        assert_eq!(answer.faulty_fields(), ["after_id", "limit", "offset"]);
        let search = scene.owner().await.get(&format!("{base}/members?q=colour:red")).await.expect(400);
        assert!(!search.faulty_fields().is_empty(), "{}", search.text());
    }
}

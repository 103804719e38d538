//! `GET /organizations/{organization}/paginated-groups`

use serde_json::{Value, json};

use super::scene::{GROUPS, Scene};
use crate::harness::Engine;
use crate::routes::organizations::sharing;

const PAGE: &str = "/api/v2/organizations/default/paginated-groups";

fn names(page: &Value) -> Vec<&str> {
    page["groups"].as_array().unwrap().iter().map(|group| group["name"].as_str().unwrap()).collect()
}

/// The usual scene with the groups Art, backend, Everyone, team and Zebra.
async fn scene_with_five(engine: Engine) -> Scene {
    let scene = Scene::new(engine).await;
    for (name, display_name) in [("Zebra", "Ärzte"), ("Art", ""), ("backend", "Back End 50%")] {
        let body = json!({"name": name, "display_name": display_name});
        scene.owner().await.post(GROUPS, &body).await.expect(201);
    }
    scene
}

#[apply(case)]
async fn pages_of_groups_put_together_are_the_list_in_the_order_of_names(engine: Engine) {
    let scene = scene_with_five(engine).await;
    let owner = scene.owner().await;
    let whole = owner.get(PAGE).await.json_of(200);
    assert_eq!(names(&whole), ["Art", "backend", "Everyone", "team", "Zebra"]);
    assert_eq!(whole["count"], 5);
    assert_eq!(whole["groups"][3], scene.now().await);
    let (mut by_offset, mut by_cursor) = (Vec::new(), Vec::new());
    let mut cursor = String::new();
    for offset in [0, 2, 4] {
        let page = owner.get(&format!("{PAGE}?limit=2&offset={offset}")).await.json_of(200);
        by_offset.extend(page["groups"].as_array().unwrap().clone());
        let page = owner.get(&format!("{PAGE}?limit=2{cursor}")).await.json_of(200);
        assert_eq!(page["count"], 5, "the count is of all pages");
        by_cursor.extend(page["groups"].as_array().unwrap().clone());
        cursor = format!("&after_id={}", by_cursor.last().unwrap()["id"].as_str().unwrap());
    }
    assert_eq!(
        (Value::from(by_offset), Value::from(by_cursor)),
        (whole["groups"].clone(), whole["groups"].clone())
    );
    assert_eq!(owner.get(&format!("{PAGE}?offset=5")).await.json_of(200), json!({"groups": [], "count": 5}));
}

#[apply(case)]
async fn groups_are_found_by_name_and_display_name(engine: Engine) {
    let scene = scene_with_five(engine).await;
    let owner = scene.owner().await;
    for (q, expected) in [
        ("BACK", &["backend"][..]),
        ("search:%22back%20end%22", &["backend"]),
        ("%C3%A4rz", &["Zebra"]),
        ("50%25", &["backend"]),
        ("_", &[]),
        ("e%20a", &["backend", "team", "Zebra"]),
        ("", &["Art", "backend", "Everyone", "team", "Zebra"]),
    ] {
        let page = owner.get(&format!("{PAGE}?q={q}")).await.json_of(200);
        assert_eq!((names(&page), &page["count"]), (expected.to_vec(), &json!(expected.len())), "{q}");
    }
    owner.patch(&scene.team, &json!({"name": "crew", "display_name": "Ölwerk"})).await.expect(200);
    assert_eq!(names(&owner.get(&format!("{PAGE}?q=%C3%B6lw")).await.json_of(200)), ["crew"]);
    assert_eq!(owner.get(&format!("{PAGE}?q=team")).await.json_of(200)["count"], 0);
}

#[apply(case)]
async fn the_pages_hold_the_groups_that_the_caller_may_read(engine: Engine) {
    let scene = scene_with_five(engine).await;
    assert_eq!(scene.jonas.get(PAGE).await.json_of(200)["count"], 5);
    sharing::close(scene.owner().await, "default").await;
    let own = scene.jonas.get(PAGE).await.json_of(200);
    assert_eq!((names(&own), &own["count"]), (vec!["Everyone"], &json!(1)));
    assert_eq!(scene.jonas.get(&format!("{PAGE}?q=team")).await.json_of(200)["count"], 0);
    scene.jonas.get("/api/v2/organizations/nowhere/paginated-groups").await.expect(404);
}

#[apply(case)]
async fn pages_of_groups_that_can_not_be_are_refused(engine: Engine) {
    let scene = scene_with_five(engine).await;
    let unknown = "after_id=7d0f2f3c-3c0a-4f57-8d2f-000000000000";
    for (query, field) in
        [(unknown, "after_id"), ("q=colour:red", "colour"), ("q=:", "q"), ("limit=-1", "limit")]
    {
        let refused = scene.owner().await.get(&format!("{PAGE}?{query}")).await.expect(400);
        assert_eq!(refused.faulty_fields(), [field], "{query}");
    }
    sharing::close(scene.owner().await, "default").await;
    let hidden = scene.team.rsplit('/').next().unwrap();
    scene.jonas.get(&format!("{PAGE}?after_id={hidden}")).await.expect(400);
}

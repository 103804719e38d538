//! `GET /oauth2-provider/apps?user_id=…`

use serde_json::json;

use super::scene::{APPS, CALLBACK, Scene, create_app};
use crate::harness::{Engine, Person};

/// The names of the apps that act for a user, as this person sees them.
async fn listed(person: &Person, user: &str) -> Vec<String> {
    let list = person.get(&format!("{APPS}?user_id={user}")).await.json_of(200);
    list.as_array().unwrap().iter().map(|app| app["name"].as_str().unwrap().to_owned()).collect()
}

#[apply(case)]
async fn apps_are_listed_for_the_user_who_granted_them_access(engine: Engine) {
    let scene = Scene::new(engine).await;
    create_app(scene.owner().await, &json!({"name": "other", "callback_url": CALLBACK})).await;
    assert!(listed(&scene.amira, "me").await.is_empty());
    scene.tokens(&scene.amira, &[]).await;
    assert_eq!(listed(&scene.amira, "me").await, ["ci"]);
    assert_eq!(listed(&scene.amira, &scene.amira.id).await, ["ci"]);
}

#[apply(case)]
async fn the_apps_of_somebody_else_are_shown_to_those_only_who_may_read_their_tokens(engine: Engine) {
    let scene = Scene::new(engine).await;
    scene.tokens(&scene.amira, &[]).await;
    let jonas = scene.server.member("jonas").await;
    jonas.get(&format!("{APPS}?user_id={}", scene.amira.id)).await.expect(403);
    assert_eq!(listed(scene.owner().await, &scene.amira.id).await, ["ci"]);
}

#[apply(case)]
async fn a_user_id_that_is_none_is_refused(engine: Engine) {
    let scene = Scene::new(engine).await;
    let refused = scene.amira.get(&format!("{APPS}?user_id=nobody")).await.expect(400);
    assert_eq!(refused.faulty_fields(), ["user_id"]);
}

#[apply(case)]
async fn an_app_whose_tokens_are_over_is_not_listed(engine: Engine) {
    let scene = Scene::new(engine).await;
    scene.tokens(&scene.amira, &[]).await;
    scene.server.clock.advance(chrono::TimeDelta::days(31));
    let later = Person { token: scene.amira.log_in().await, ..scene.amira.clone() };
    assert!(listed(&later, "me").await.is_empty());
}

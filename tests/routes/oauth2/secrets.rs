//! `/oauth2-provider/apps/{app}/secrets`

use http::Method;
use serde_json::{Value, json};

use super::scene::{APPS, CALLBACK, Scene, create_app, create_secret};
use crate::harness::Engine;

#[apply(case)]
async fn a_secret_is_shown_once_and_listed_by_its_last_six_characters(engine: Engine) {
    let scene = Scene::new(engine).await;
    let listed = scene.owner().await.get(&format!("{APPS}/{}/secrets", scene.id)).await.expect(200);
    assert!(!listed.text().contains(&scene.secret));
    let listed = listed.json();
    assert_eq!(listed.as_array().unwrap().len(), 1);
    assert_eq!(listed[0]["last_used_at"], Value::Null);
    assert_eq!(listed[0]["client_secret_truncated"], scene.secret[scene.secret.len() - 6..]);
    let parts: Vec<_> = scene.secret.split('_').collect();
    assert_eq!((parts[0], parts[1].len(), parts[2].len(), parts.len()), ("coder", 10, 40, 3));
}

#[apply(case)]
async fn several_secrets_hold_at_once(engine: Engine) {
    let scene = Scene::new(engine).await;
    let second = create_secret(scene.owner().await, &scene.id).await;
    for secret in [&scene.secret, &second] {
        let code = scene.code(&scene.amira, &[]).await;
        scene.exchange(&code, &[("client_secret", secret)]).await.expect(200);
    }
}

#[apply(case)]
async fn the_last_use_of_a_secret_is_noted_to_the_minute(engine: Engine) {
    let scene = Scene::new(engine).await;
    let uses = [(0, "08:30:00"), (59, "08:30:00"), (1, "08:31:00")];
    for (seconds, noted) in uses {
        scene.server.clock.advance(chrono::TimeDelta::seconds(seconds));
        scene.tokens(&scene.amira, &[]).await;
        let listed = scene.owner().await.get(&format!("{APPS}/{}/secrets", scene.id)).await.json_of(200);
        assert_eq!(listed[0]["last_used_at"], format!("2026-03-02T{noted}.123456Z"));
    }
}

#[apply(case)]
async fn a_secret_of_another_app_is_refused(engine: Engine) {
    let scene = Scene::new(engine).await;
    let owner = scene.owner().await;
    let other = create_app(owner, &json!({"name": "other", "callback_url": CALLBACK})).await;
    let listed = owner.get(&format!("{APPS}/{}/secrets", scene.id)).await.json_of(200);
    let secret = listed[0]["id"].as_str().unwrap();
    let wrong = format!("{APPS}/{}/secrets/{secret}", other["id"].as_str().unwrap());
    let refused = owner.delete(&wrong).await.expect(400);
    assert_eq!(refused.message(), "App ID does not match secret app ID.");
    owner.delete(&format!("{APPS}/{}/secrets/nothing", scene.id)).await.expect(400);
    owner.delete(&format!("{APPS}/{}/secrets/{}", scene.id, scene.id)).await.expect(404);
    scene.amira.delete(&format!("{APPS}/{}/secrets/{secret}", scene.id)).await.expect(403);
    owner.delete(&format!("{APPS}/{}/secrets/{secret}", scene.id)).await.expect(204);
}

#[apply(case)]
async fn a_public_app_gets_no_secret(engine: Engine) {
    let scene = Scene::new(engine).await;
    let owner = scene.owner().await;
    let body = json!({"name": "cli", "callback_url": "http://localhost/", "client_type": "public"});
    let app = create_app(owner, &body).await;
    assert_eq!(app["client_type"], "public");
    let path = format!("{APPS}/{}/secrets", app["id"].as_str().unwrap());
    owner.call(Method::POST, &path).send().await.expect(400);
}

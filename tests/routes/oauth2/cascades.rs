//! What goes when an app, a secret or a user goes.

use http::Method;
use serde_json::json;

use super::scene::{APPS, Scene, Tokens, create_secret, error};
use crate::harness::Engine;

#[apply(case)]
async fn deleting_an_app_ends_all_that_was_issued_to_it(engine: Engine) {
    let scene = Scene::new(engine).await;
    let jonas = scene.server.member("jonas").await;
    let tokens = scene.tokens(&scene.amira, &[]).await;
    let code = scene.code(&jonas, &[]).await;
    scene.owner().await.delete(&format!("{APPS}/{}", scene.id)).await.expect(204);
    scene.me(&tokens.access).await.expect(401);
    assert_eq!(error(scene.exchange(&code, &[]).await, 401), "invalid_client");
    assert_eq!(error(scene.refresh(&tokens.refresh, &[]).await, 401), "invalid_client");
    scene.owner().await.get(&format!("{APPS}/{}/secrets", scene.id)).await.expect(404);
}

#[apply(case)]
async fn deleting_a_secret_ends_what_was_issued_under_it(engine: Engine) {
    let scene = Scene::new(engine).await;
    let jonas = scene.server.member("jonas").await;
    let owner = scene.owner().await;
    scene.server.clock.advance(chrono::TimeDelta::seconds(1));
    let second = create_secret(owner, &scene.id).await;
    let under_first = scene.tokens(&scene.amira, &[]).await;
    let code = scene.code(&jonas, &[]).await;
    let under_second = Tokens::of(&scene.exchange(&code, &[("client_secret", &second)]).await);
    let secrets = format!("{APPS}/{}/secrets", scene.id);
    let first = owner.get(&secrets).await.json_of(200)[0]["id"].as_str().unwrap().to_owned();
    owner.delete(&format!("{secrets}/{first}")).await.expect(204);
    scene.me(&under_first.access).await.expect(401);
    scene.me(&under_second.access).await.expect(200);
    assert_eq!(error(scene.refresh(&under_second.refresh, &[]).await, 401), "invalid_client");
    Tokens::of(&scene.refresh(&under_second.refresh, &[("client_secret", &second)]).await);
}

#[apply(case)]
async fn a_refresh_under_another_secret_moves_the_tokens_under_it(engine: Engine) {
    let scene = Scene::new(engine).await;
    let owner = scene.owner().await;
    let first = scene.tokens(&scene.amira, &[]).await;
    scene.server.clock.advance(chrono::TimeDelta::seconds(1));
    let second = create_secret(owner, &scene.id).await;
    let moved = Tokens::of(&scene.refresh(&first.refresh, &[("client_secret", &second)]).await);
    let secrets = format!("{APPS}/{}/secrets", scene.id);
    let old = owner.get(&secrets).await.json_of(200)[0]["id"].as_str().unwrap().to_owned();
    owner.delete(&format!("{secrets}/{old}")).await.expect(204);
    scene.me(&moved.access).await.expect(200);
}

#[apply(case)]
async fn deleting_a_user_ends_all_that_they_granted(engine: Engine) {
    let scene = Scene::new(engine).await;
    let tokens = scene.tokens(&scene.amira, &[]).await;
    let code = scene.code(&scene.amira, &[]).await;
    scene.owner().await.call(Method::DELETE, &format!("/api/v2/users/{}", scene.amira.id)).send().await;
    scene.me(&tokens.access).await.expect(401);
    assert_eq!(error(scene.refresh(&tokens.refresh, &[]).await, 400), "invalid_grant");
    assert_eq!(error(scene.exchange(&code, &[]).await, 400), "invalid_grant");
    let list = scene.owner().await.get(&format!("{APPS}?user_id={}", scene.amira.id)).await;
    assert_eq!(list.json_of(200), json!([]));
}

#[apply(case)]
async fn codes_that_are_over_are_forgotten(engine: Engine) {
    let scene = Scene::new(engine).await;
    let code = scene.code(&scene.amira, &[]).await;
    let tokens = Tokens::of(&scene.exchange(&code, &[]).await);
    scene.server.clock.advance(chrono::TimeDelta::hours(1));
    scene.server.tick().await;
    assert_eq!(error(scene.exchange(&code, &[]).await, 400), "invalid_grant");
    scene.me(&tokens.access).await.expect(200);
}

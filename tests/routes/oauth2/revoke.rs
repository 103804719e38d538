//! `POST /oauth2/revoke` and `DELETE /oauth2/tokens`

use serde_json::json;

use super::scene::{APPS, CALLBACK, Scene, altered, create_app, create_secret, error};
use crate::harness::{Answer, Engine};

async fn revoke(scene: &Scene, token: &str) -> Answer {
    let pairs =
        [("token", token), ("client_id", scene.id.as_str()), ("client_secret", scene.secret.as_str())];
    scene.form("/oauth2/revoke", &pairs).send().await
}

#[apply(case)]
async fn revoking_either_token_ends_both(engine: Engine) {
    let scene = Scene::new(engine).await;
    for access in [true, false] {
        let tokens = scene.tokens(&scene.amira, &[]).await;
        let answer = revoke(&scene, if access { &tokens.access } else { &tokens.refresh }).await.expect(200);
        assert!(answer.body.is_empty());
        scene.me(&tokens.access).await.expect(401);
        assert_eq!(error(scene.refresh(&tokens.refresh, &[]).await, 400), "invalid_grant");
    }
}

#[apply(case)]
async fn tokens_of_others_and_unknown_ones_change_nothing(engine: Engine) {
    let scene = Scene::new(engine).await;
    let owner = scene.owner().await;
    let other = create_app(owner, &json!({"name": "other", "callback_url": CALLBACK})).await;
    let id = other["id"].as_str().unwrap();
    let secret = create_secret(owner, id).await;
    let tokens = scene.tokens(&scene.amira, &[]).await;
    for token in [&tokens.access, &tokens.refresh] {
        let pairs = [("token", token.as_str()), ("client_id", id), ("client_secret", &secret)];
        scene.form("/oauth2/revoke", &pairs).send().await.expect(200);
        revoke(&scene, &altered(token)).await.expect(200);
    }
    for text in ["coder_1234_4321", "no token at all", "garbage"] {
        let answer = revoke(&scene, text).await.expect(200);
        assert!(answer.body.is_empty() && answer.header("content-type").is_none(), "{answer:?}");
    }
    revoke(&scene, &scene.amira.token).await.expect(200);
    scene.me(&tokens.access).await.expect(200);
    scene.amira.get("/api/v2/users/me").await.expect(200);
}

#[apply(case)]
async fn revocation_needs_a_token_and_its_client(engine: Engine) {
    let scene = Scene::new(engine).await;
    assert_eq!(error(revoke(&scene, "").await, 400), "invalid_request");
    let tokens = scene.tokens(&scene.amira, &[]).await;
    let pairs = [("token", tokens.access.as_str()), ("client_id", scene.id.as_str())];
    assert_eq!(error(scene.form("/oauth2/revoke", &pairs).send().await, 400), "invalid_request");
    let wrong =
        scene.form("/oauth2/revoke", &pairs).header("authorization", super::scene::basic(&scene.id, "x"));
    assert_eq!(error(wrong.send().await, 401), "invalid_client");
    assert_eq!(error(scene.form("/oauth2/revoke", &pairs[..1]).send().await, 400), "invalid_request");
}

#[apply(case)]
async fn other_methods_are_refused_in_the_form_of_the_protocol(engine: Engine) {
    let scene = Scene::new(engine).await;
    assert_eq!(error(scene.server.get("/oauth2/revoke").send().await, 405), "invalid_request");
}

#[apply(case)]
async fn a_user_sends_an_app_away_and_it_leaves_their_list(engine: Engine) {
    let scene = Scene::new(engine).await;
    let jonas = scene.server.member("jonas").await;
    let (hers, his) = (scene.tokens(&scene.amira, &[]).await, scene.tokens(&jonas, &[]).await);
    let code = scene.code(&scene.amira, &[]).await;
    let path = format!("/oauth2/tokens?client_id={}", scene.id);
    scene.amira.delete(&path).await.expect(204);
    assert_eq!(scene.amira.get(&format!("{APPS}?user_id={}", scene.amira.id)).await.json_of(200), json!([]));
    scene.me(&hers.access).await.expect(401);
    assert_eq!(error(scene.exchange(&code, &[]).await, 400), "invalid_grant");
    scene.me(&his.access).await.expect(200);
    scene.amira.delete(&path).await.expect(204);
}

#[apply(case)]
async fn sending_an_unknown_app_away_is_refused(engine: Engine) {
    let scene = Scene::new(engine).await;
    let unknown = "/oauth2/tokens?client_id=7f3b5c1e-2d4a-4e6f-8a9b-0c1d2e3f4a5b";
    assert_eq!(error(scene.amira.delete(unknown).await, 401), "invalid_client");
    assert_eq!(error(scene.amira.delete("/oauth2/tokens").await, 400), "invalid_request");
    let nobody = scene.server.call(http::Method::DELETE, unknown).send().await;
    assert_eq!(nobody.status, 401);
}

#[apply(case)]
async fn a_token_with_narrower_scopes_sends_no_app_away(engine: Engine) {
    let scene = Scene::new(engine).await;
    let tokens = scene.tokens(&scene.amira, &[("scope", "user:read")]).await;
    let path = format!("/oauth2/tokens?client_id={}", scene.id);
    let call = scene.server.call(http::Method::DELETE, &path).token(&tokens.access);
    assert_eq!(error(call.send().await, 403), "insufficient_scope");
}

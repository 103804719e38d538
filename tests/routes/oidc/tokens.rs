//! What the provider sends back, right and wrong.

use chrono::TimeDelta;
use serde_json::json;

use super::provider::Wrong;
use super::scene::{CALLBACK, Scene};
use crate::harness::Engine;

#[apply(case)]
async fn an_answer_without_an_id_token_is_refused(engine: Engine) {
    let scene = Scene::new(engine).await;
    scene.claims("amira", json!({}));
    scene.provider.script(|script| script.wrong = Wrong::NoIdToken);
    assert!(scene.come().await.expect(400).told().contains("No 'id_token' found"));
}

#[apply(case)]
async fn id_tokens_that_can_not_be_verified_are_refused(engine: Engine) {
    let scene = Scene::new(engine).await;
    scene.claims("amira", json!({}));
    for wrong in
        [Wrong::Signature, Wrong::Audience, Wrong::Expired, Wrong::Nonce, Wrong::Algorithm, Wrong::Issuer]
    {
        scene.provider.script(|script| script.wrong = wrong);
        scene.come().await.expect(400);
    }
    let users = scene.server.owner().await.get("/api/v2/users/amira").await;
    assert_eq!(users.status, 404, "nobody was made");
}

#[apply(case)]
async fn an_id_token_of_another_issuer_says_so(engine: Engine) {
    let scene = Scene::new(engine).await;
    scene.claims("amira", json!({}));
    scene.provider.script(|script| script.wrong = Wrong::Issuer);
    let refused = scene.come().await.expect(400).told();
    assert!(
        refused.contains("Failed to verify OIDC token.")
            && refused.contains("issued by a different provider")
    );
}

#[apply(case)]
async fn issuers_may_be_left_unchecked(engine: Engine) {
    let scene = Scene::with(engine, &[("oidc-skip-issuer-checks", "true")]).await;
    scene.claims("amira", json!({}));
    scene.provider.script(|script| script.wrong = Wrong::Issuer);
    scene.come().await.expect(307);
}

#[apply(case)]
async fn the_nonce_may_be_left_out_only_where_pkce_guards_the_code(engine: Engine) {
    let scene = Scene::new(engine).await;
    scene.claims("amira", json!({}));
    scene.provider.script(|script| script.wrong = Wrong::NoNonce);
    scene.come().await.expect(307);
    // Without PKCE from now on.
    scene.provider.script(|script| script.pkce = false);
    scene.server.clock.advance(TimeDelta::hours(2));
    let refused = scene.come().await.expect(400);
    assert!(refused.told().contains("nonce"), "{}", refused.told());
    scene.provider.script(|script| script.wrong = Wrong::Nothing);
    scene.come().await.expect(307);
}

#[apply(case)]
async fn a_code_that_the_provider_refuses_is_a_fault_of_the_provider(engine: Engine) {
    let scene = Scene::new(engine).await;
    scene.claims("amira", json!({}));
    for status in [400, 500] {
        scene.provider.script(|script| script.token_status = Some(status));
        scene.come().await.expect(502);
    }
}

#[apply(case)]
async fn a_code_is_taken_once(engine: Engine) {
    let scene = Scene::new(engine).await;
    scene.claims("amira", json!({}));
    let away = scene.server.get(CALLBACK).send().await.expect(307);
    let (code, state) = scene.provider.log_in(away.header("location").unwrap());
    let cookies = away.cookies().join("; ");
    scene.returning(&code, &state, &cookies).send().await.expect(307);
    scene.returning(&code, &state, &cookies).send().await.expect(502);
}

#[apply(case)]
async fn a_huge_id_token_is_taken(engine: Engine) {
    let scene = Scene::new(engine).await;
    scene.claims("amira", json!({"note": "x".repeat(64 * 1024)}));
    scene.come().await.expect(307);
}

#[apply(case)]
async fn the_access_token_may_hold_the_claims(engine: Engine) {
    let scene = Scene::with(engine, &[("oidc-source-userinfo-from-access-token", "true")]).await;
    let amira = scene.person("amira", json!({"name": "Amira"})).await;
    assert_eq!(amira.get("/api/v2/users/me").await.json_of(200)["name"], "Amira");
}

#[apply(case)]
async fn an_access_token_that_is_no_jwt_is_refused(engine: Engine) {
    let scene = Scene::with(engine, &[("oidc-source-userinfo-from-access-token", "true")]).await;
    scene.claims("amira", json!({}));
    scene.provider.script(|script| script.wrong = Wrong::AccessToken);
    scene.come().await.expect(400);
}

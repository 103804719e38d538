//! What an app's access token opens.

use chrono::TimeDelta;
use http::Method;

use super::scene::{Scene, Tokens};
use crate::harness::Engine;
use crate::routes::stored;

#[apply(case)]
async fn an_access_token_is_accepted_wherever_a_session_token_is(engine: Engine) {
    let scene = Scene::new(engine).await;
    let access = scene.tokens(&scene.amira, &[]).await.access;
    let me = "/api/v2/users/me";
    scene.server.get(me).token(&access).send().await.expect(200);
    scene.server.get(me).header("authorization", format!("Bearer {access}")).send().await.expect(200);
    scene.server.get(me).header("cookie", format!("coder_session_token={access}")).send().await.expect(200);
    for name in ["access_token", "coder_session_token"] {
        scene.server.get(&format!("{me}?{name}={access}")).send().await.expect(200);
    }
    let first = scene.server.get(me).token("wrong").header("authorization", format!("Bearer {access}"));
    first.send().await.expect(401);
}

#[apply(case)]
async fn an_access_token_reaches_as_far_as_its_scope(engine: Engine) {
    let scene = Scene::new(engine).await;
    let tokens = scene.tokens(scene.owner().await, &[("scope", "user:read")]).await;
    let call = |method: Method, path: &str| scene.server.call(method, path).token(&tokens.access);
    call(Method::GET, &format!("/api/v2/users/{}", scene.amira.id)).send().await.expect(200);
    let groups = call(Method::GET, "/api/v2/organizations/default/groups").send().await;
    assert_eq!(groups.status, 403, "the organization is out of its reach");
    let challenge = groups.header("www-authenticate").unwrap();
    assert!(challenge.contains("scope=\"organization:read\""), "{challenge}");
    let unknown = call(Method::GET, "/api/v2/users/nobody-of-this-name").send().await;
    assert_ne!(unknown.status, 403, "what is not there is missing, whatever the scope");
    let body = serde_json::json!({"name": "castle"});
    call(Method::POST, "/api/v2/organizations").json(&body).send().await.expect(403);
}

#[apply(case)]
async fn a_token_for_personal_data_reads_its_own_user(engine: Engine) {
    let scene = Scene::new(engine).await;
    let tokens = scene.tokens(&scene.amira, &[("scope", "user:read_personal")]).await;
    assert_eq!(scene.me(&tokens.access).await.json_of(200)["username"], "amira");
    let owner = scene.owner().await;
    let tokens = scene.tokens(owner, &[("scope", "user:read_personal")]).await;
    let path = format!("/api/v2/users/{}", scene.amira.id);
    let refused = scene.server.get(&path).token(&tokens.access).send().await;
    assert_ne!(refused.status, 200, "only its own");
}

#[apply(case)]
async fn a_refusal_has_a_challenge_for_apps(engine: Engine) {
    let scene = Scene::new(engine).await;
    let tokens = scene.tokens(scene.owner().await, &[("scope", "user:read")]).await;
    let body = serde_json::json!({"name": "castle"});
    let refused =
        scene.server.post("/api/v2/organizations", &body).token(&tokens.access).send().await.expect(403);
    let challenge = refused.header("www-authenticate").unwrap();
    assert!(
        challenge.contains("error=\"insufficient_scope\"") && challenge.contains("resource_metadata="),
        "{challenge}"
    );
    assert!(challenge.contains("scope=\"organization:create\""), "{challenge}");
    let full = scene.tokens(&scene.amira, &[]).await;
    let refused =
        scene.server.post("/api/v2/organizations", &body).token(&full.access).send().await.expect(403);
    assert!(refused.header("www-authenticate").is_none(), "no scope would help");
    let plain = scene.amira.post("/api/v2/organizations", &body).await.expect(403);
    assert!(plain.header("www-authenticate").is_none(), "people need no challenge");
    let ended = scene.me("AAAAAAAAAA-BBBBBBBBBBBBBBBBBBBBBB").await.expect(401);
    assert!(ended.header("www-authenticate").unwrap().contains("error=\"invalid_token\""));
}

#[apply(case)]
async fn a_token_for_another_resource_is_refused(engine: Engine) {
    let scene = Scene::new(engine).await;
    let other = [("resource", "https://other.example/api")];
    let code = scene.code(&scene.amira, &other).await;
    let tokens = Tokens::of(&scene.exchange(&code, &other).await);
    let refused =
        scene.server.post("/api/v2/organizations", &serde_json::json!({"name": "x"})).token(&tokens.access);
    let refused = refused.send().await.expect(403);
    assert_eq!(refused.message(), "Token audience validation failed");
    let challenge = refused.header("www-authenticate").unwrap();
    assert!(challenge.starts_with("Bearer ") && challenge.contains("resource_metadata="), "{challenge}");
    let here = format!("HTTP://{}/", scene.amira.address);
    let code = scene.code(&scene.amira, &[("resource", &here)]).await;
    let tokens = Tokens::of(&scene.exchange(&code, &[("resource", &here)]).await);
    scene.me(&tokens.access).await.expect(200);
}

#[apply(case)]
async fn a_token_in_use_lasts_on(engine: Engine) {
    let scene = Scene::new(engine).await;
    let tokens = scene.tokens(&scene.amira, &[]).await;
    for _ in 0..3 {
        scene.server.clock.advance(TimeDelta::hours(20));
        scene.me(&tokens.access).await.expect(200);
    }
    scene.server.clock.advance(TimeDelta::hours(24));
    scene.me(&tokens.access).await.expect(401);
}

#[apply(case)]
async fn a_user_sees_and_ends_the_key_of_an_app(engine: Engine) {
    let scene = Scene::new(engine).await;
    let tokens = scene.tokens(&scene.amira, &[]).await;
    let key = format!("/api/v2/users/me/keys/{}", &tokens.access[..10]);
    scene.amira.get(&key).await.expect(200);
    scene.amira.delete(&key).await.expect(204);
    scene.me(&tokens.access).await.expect(401);
    scene.refresh(&tokens.refresh, &[]).await.expect(400);
}

#[apply(case)]
async fn the_access_token_of_a_suspended_user_opens_nothing(engine: Engine) {
    let mut scene = Scene::new(engine).await;
    let tokens = scene.tokens(&scene.amira, &[]).await;
    scene.server = stored::suspend(scene.server, &mut scene.amira).await;
    assert!(scene.me(&tokens.access).await.expect(401).message().contains("suspended"));
}

#[apply(case)]
async fn a_dormant_user_for_whom_an_app_acts_is_active_again(engine: Engine) {
    let mut scene = Scene::new(engine).await;
    let tokens = scene.tokens(&scene.amira, &[]).await;
    scene.server = stored::put_to_sleep(scene.server, &mut scene.amira).await;
    let path = format!("/api/v2/users/{}", scene.amira.id);
    assert_eq!(scene.owner().await.get(&path).await.json_of(200)["status"], "dormant");
    scene.server.clock.advance(TimeDelta::hours(2));
    assert_eq!(scene.me(&tokens.access).await.json_of(200)["status"], "active");
}

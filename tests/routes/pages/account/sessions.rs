//! `GET`, `POST /account/sessions`.

use serde_json::json;

use super::super::browser::{Browser, PROBE, entries, refused};
use crate::harness::{Engine, Server, secrets};
use crate::routes::oauth2::scene::Scene;

const PAGE: &str = "/account/sessions";
const TOKENS: &str = "/api/v2/users/me/keys/tokens";

#[apply(case)]
async fn sessions_and_tokens_are_shown_and_one_is_ended(engine: Engine) {
    let server = Server::start(engine).await;
    let amira = server.member("amira").await;
    let body = json!({"token_name": PROBE, "scopes": ["workspace:read"]});
    let made = amira.post(TOKENS, &body).await.json_of(201);
    let token = made["key"].as_str().unwrap().to_owned();
    secrets::register(&token);
    server.get("/api/v2/buildinfo").token(&token).send().await.expect(200);
    let other = amira.log_in().await;
    let browser = Browser::of(&server, &amira);
    let page = browser.page(PAGE).await;
    for part in ["This session", "Token &#60;script&#62;", "Read workspaces", "127.0.0.1", "2026-"] {
        assert!(page.contains(part), "{part}: {page}");
    }
    assert!(!page.contains(token.split_once('-').unwrap().1), "no secret is shown");
    let id = other.split('-').next().unwrap();
    let ended = browser.submit(PAGE, PAGE, &[("key", id)]).await.expect(303);
    assert_eq!(ended.header("location"), Some("/account/sessions?saved=true"));
    server.get("/api/v2/users/me").token(&other).send().await.expect(401);
    amira.get("/api/v2/users/me").await.expect(200);
    refused(browser.submit(PAGE, PAGE, &[("key", id)]).await, 404, "not found");
    let theirs = server.owner().await.token.split('-').next().unwrap().to_owned();
    refused(browser.submit(PAGE, PAGE, &[("key", &theirs)]).await, 404, "not found");
    let owner = Browser::of(&server, server.owner().await);
    let own = amira.token.split('-').next().unwrap();
    refused(owner.submit(PAGE, PAGE, &[("key", own)]).await, 404, "not found");
    amira.get("/api/v2/users/me").await.expect(200);
    let left = entries(&server, "resource_type:api_key action:delete").await;
    let statuses: Vec<_> = left.iter().map(|(_, status, _)| *status).collect();
    assert_eq!(statuses, [303, 404, 404, 404]);
}

#[apply(case)]
async fn all_others_end_with_what_apps_were_given(engine: Engine) {
    let scene = Scene::new(engine).await;
    let tokens = scene.tokens(&scene.amira, &[]).await;
    let other = scene.amira.log_in().await;
    let body = json!({"token_name": "nightly"});
    let made = scene.amira.post(TOKENS, &body).await.json_of(201);
    let token = made["key"].as_str().unwrap().to_owned();
    secrets::register(&token);
    let browser = Browser::of(&scene.server, &scene.amira);
    browser.submit(PAGE, PAGE, &[("key", "")]).await.expect(303);
    for ended in [&other, &token] {
        scene.server.get("/api/v2/users/me").token(ended).send().await.expect(401);
    }
    scene.me(&tokens.access).await.expect(401);
    scene.amira.get("/api/v2/users/me").await.expect(200);
    scene.owner().await.get("/api/v2/users/me").await.expect(200);
    let page = browser.page(PAGE).await;
    assert!(!page.contains("End all but this session"), "there is no other: {page}");
    let left = entries(&scene.server, "resource_type:api_key action:delete").await;
    assert_eq!(left, [("delete".to_owned(), 303, "amira".to_owned())]);
}

#[apply(case)]
async fn a_session_that_was_made_from_another_does_not_end_itself(engine: Engine) {
    let server = Server::start(engine).await;
    let amira = server.member("amira").await;
    let made = amira.post("/api/v2/users/me/keys", &json!({})).await.json_of(201);
    let key = made["key"].as_str().unwrap().to_owned();
    secrets::register(&key);
    Browser::with(&server, &key).submit(PAGE, PAGE, &[]).await.expect(303);
    server.get("/api/v2/users/me").token(&key).send().await.expect(200);
}
